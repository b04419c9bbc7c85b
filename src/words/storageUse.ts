// What is said of the room that Hone takes.

import type { BrowserRoom } from '../domain/browserRoom';
import { bytes } from './numbers';

/** One calm line: how much is kept, how much room is left, and whether it will stay. Empty where nothing is known. */
export function roomWords({ used, free, persisted }: BrowserRoom): string {
  const takes = used === null ? '' : `Takes ${bytes(used)} on this computer.`;
  const left = free === null ? '' : `By your browser’s own guess there is room for ${bytes(free)} more.`;
  return [takes, left, stays(persisted)].filter(Boolean).join(' ');
}

function stays(persisted: boolean | null): string {
  if (persisted === null) return '';
  if (persisted) return 'Your browser has agreed to keep it until you delete it.';
  return (
    'Your browser may clear it when the disk is full or after weeks without a visit: ' +
    'download what you can’t do without.'
  );
}
