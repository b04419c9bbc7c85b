// The page's side of working offline: the service worker, isolation on hosts without headers, and the base models'
// files in a cache of their own.

import { has } from '../domain/capabilities';
import { Failure } from '../domain/failures';
import { offlineWorker } from './workers';

/** What the page hears. */
export interface OfflineListener {
  /** 0 to 1; at 1 everything works with the network off. */
  onProgress(share: number): void;
  /** Offline use is not to be had here, and why. */
  onUnavailable(why: string): void;
  /** A newer Hone is ready and waits. */
  onUpdateReady(): void;
}

const registrationTimeout = 10_000;
const reloadKey = 'hone-reloaded-at';
/** A second reload within this time would be a loop. */
const reloadPause = 10_000;

/**
 * Makes sure that the page is isolated where a service worker can do it: on a host without headers that takes one
 * reload at the first visit, and this then never resolves. Resolves in any case where no reload will come.
 */
export async function isolatePage(): Promise<void> {
  if (import.meta.env.DEV || has('isolation') || !has('serviceWorker')) return;
  const registered = await Promise.race([
    activeServiceWorker().catch(() => null),
    new Promise<null>((resolve) => setTimeout(resolve, registrationTimeout, null)),
  ]);
  if (!registered || !mayReload()) return;
  location.reload();
  await new Promise<never>(() => {});
}

/**
 * Registers the service worker and waits until one is active.
 *
 * @throws Error in words when it cannot be installed; `navigator.serviceWorker.ready` would wait for ever
 */
async function activeServiceWorker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register('./service-worker.js');
  if (registration.active) return registration;
  const worker = registration.installing ?? registration.waiting;
  await new Promise<void>((resolve, reject) => {
    const check = () => {
      if (worker?.state === 'activated') resolve();
      if (!worker || worker.state === 'redundant') {
        reject(new Error('not all of Hone arrived; reload the page to try again'));
      }
    };
    worker?.addEventListener('statechange', check);
    check();
  });
  return registration;
}

/** Whether the last reload is long enough ago. A time and not a flag: a hard reload needs another one. */
function mayReload(): boolean {
  const last = Number(sessionStorage.getItem(reloadKey) ?? 0);
  const now = Date.now();
  if (now - last < reloadPause) return false;
  sessionStorage.setItem(reloadKey, String(now));
  return true;
}

/** Registers the service worker and keeps the models, in the background. */
export async function keepForOffline(listener: OfflineListener): Promise<void> {
  if (import.meta.env.DEV) return listener.onUnavailable('development server');
  if (!has('serviceWorker')) {
    return listener.onUnavailable('this browser or window has no service worker');
  }
  try {
    const base = new URL('./', document.baseURI).href;
    // The models alone are no use offline.
    const report = (share: number) => share < 1 && listener.onProgress(share);
    const [registration] = await Promise.all([
      activeServiceWorker(),
      offlineWorker.keepModels(base, (share) => void report(share)),
    ]);
    watchForUpdate(registration, listener);
    listener.onProgress(1);
  } catch (error) {
    listener.onUnavailable(error instanceof Error ? error.message : String(error));
  }
}

function watchForUpdate(registration: ServiceWorkerRegistration, listener: OfflineListener): void {
  const check = () => {
    if (registration.waiting && navigator.serviceWorker.controller) listener.onUpdateReady();
  };
  const watch = () => registration.installing?.addEventListener('statechange', check);
  check();
  // One may be on its way already.
  watch();
  registration.addEventListener('updatefound', watch);
}

/**
 * Lets the waiting version take over, and loads the page anew with it.
 *
 * @throws Failure when other tabs have Hone open: their files would go away under them
 */
export async function applyUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.waiting) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  });
  const { port1, port2 } = new MessageChannel();
  const openTabs = new Promise<number>((resolve) => {
    port1.onmessage = ({ data }) => resolve(Number(data));
  });
  registration.waiting.postMessage('apply-update', [port2]);
  if ((await openTabs) > 1) {
    throw new Failure('OtherTabs', 'Hone is open in other tabs too. Close them, then update.');
  }
}
