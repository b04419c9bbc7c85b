// The page's side of working offline: the service worker, isolation on hosts without headers, and the base models'
// files in a cache of their own.

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
  if (import.meta.env.DEV || crossOriginIsolated || !('serviceWorker' in navigator)) return;
  const registered = await Promise.race([
    navigator.serviceWorker.register('./service-worker.js').then(
      () => navigator.serviceWorker.ready,
      () => null,
    ),
    new Promise<null>((resolve) => setTimeout(resolve, registrationTimeout, null)),
  ]);
  if (!registered || !mayReload()) return;
  location.reload();
  await new Promise<never>(() => {});
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
  if (!('serviceWorker' in navigator)) {
    return listener.onUnavailable('this browser or window has no service worker');
  }
  try {
    const registration = await navigator.serviceWorker.register('./service-worker.js');
    watchForUpdate(registration, listener);
    await navigator.serviceWorker.ready;
    await keepModels(listener);
  } catch (error) {
    listener.onUnavailable(error instanceof Error ? error.message : String(error));
  }
}

function watchForUpdate(registration: ServiceWorkerRegistration, listener: OfflineListener): void {
  const check = () => {
    if (registration.waiting && navigator.serviceWorker.controller) listener.onUpdateReady();
  };
  check();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', check);
  });
}

/** Lets the waiting version take over, and loads the page anew with it. */
export async function applyUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.waiting) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  });
  registration.waiting.postMessage('apply-update');
}

/** Puts every model file that is not there yet into the cache, each checked by its hash. */
async function keepModels(listener: OfflineListener): Promise<void> {
  const name = `hone-models-${__MODEL_FILES__.map(({ sha256 }) => sha256.slice(0, 6)).join('')}`;
  const cache = await caches.open(name);
  const total = __MODEL_FILES__.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  for (const { path, size, sha256 } of __MODEL_FILES__) {
    const url = new URL(path, document.baseURI).href;
    if (!(await cache.match(url))) {
      const report = (done: number) => listener.onProgress((before + done) / total);
      const bytes = await fetchChecked(url, sha256, report);
      const headers = {
        'Content-Length': String(size),
        'Content-Type': 'application/octet-stream',
      };
      await cache.put(url, new Response(bytes, { headers }));
    }
    before += size;
    listener.onProgress(before / total);
  }
  await removeOldModels(name);
}

/** A file whose hash is right; what the browser's cache holds is passed over if it is not. */
async function fetchChecked(
  url: string,
  sha256: string,
  onBytes: (done: number) => void,
): Promise<ArrayBuffer> {
  for (const cache of ['default', 'reload'] as const) {
    const response = await fetch(url, { cache });
    const bytes = await readWithProgress(response, onBytes);
    if (response.ok && (await hashOf(bytes)) === sha256) return bytes;
  }
  throw new Error('a model file did not arrive whole; reload the page to try again');
}

async function readWithProgress(
  response: Response,
  onBytes: (done: number) => void,
): Promise<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    done += part.length;
    onBytes(done);
  }
  return new Blob(parts).arrayBuffer();
}

async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function removeOldModels(current: string): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('hone-models-') && name !== current) await caches.delete(name);
  }
}
