// What the browser says of its room. Not every browser has all of these questions.

import { has } from '../domain/capabilities';
import type { BrowserRoom } from '../domain/browserRoom';

/** Asks the browser not to clear what is stored when space gets short. It may say no; nothing depends on it. */
export async function askToPersist(): Promise<void> {
  if (has('persist')) await navigator.storage.persist().catch(() => false);
}

export async function roomOfBrowser(): Promise<BrowserRoom> {
  const { storage } = navigator;
  const persisted = has('persist') ? await storage.persisted().catch(() => null) : null;
  const guess: StorageEstimate = has('estimate') ? await storage.estimate().catch(() => ({})) : {};
  const { usage, quota } = guess;
  const free = usage === undefined || quota === undefined ? null : Math.max(0, quota - usage);
  return { used: usage ?? null, free, persisted };
}
