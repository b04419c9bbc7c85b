// What Hone asks of a browser: one table. Chromium, Firefox and Safari's engine do not all have all of it, and private
// windows, plain http and blocked site data take more away: what is optional is looked for here before it is used.

interface Capability {
  /** Where each part of it is found, from the global object on. A part that is empty or that throws is not there. */
  at: readonly string[];
  /** Whether Hone can't start without it. */
  needed: boolean;
}

export const capabilities = {
  secureContext: { at: ['isSecureContext'], needed: true },
  /** Blocked site data makes the first two throw. */
  siteData: { at: ['localStorage', 'sessionStorage', 'indexedDB'], needed: true },
  webAssembly: { at: ['WebAssembly.validate'], needed: true },
  workers: { at: ['Worker'], needed: true },
  locks: { at: ['navigator.locks.request'], needed: true },
  promiseWithResolvers: { at: ['Promise.withResolvers'], needed: true },
  /** From other origins' pages, by headers; several threads need it. */
  isolation: { at: ['crossOriginIsolated'], needed: false },
  sharedMemory: { at: ['SharedArrayBuffer'], needed: false },
  graphicsCard: { at: ['navigator.gpu'], needed: false },
  serviceWorker: { at: ['navigator.serviceWorker.register'], needed: false },
  /** A promise that nothing is cleared when space gets short. */
  persist: { at: ['navigator.storage.persist'], needed: false },
  /** How much room there is. */
  estimate: { at: ['navigator.storage.estimate'], needed: false },
  /** The origin private file system; a private window may have it and refuse it. */
  privateFiles: { at: ['navigator.storage.getDirectory'], needed: false },
  /** Safari has had it since version 26. */
  writableFiles: { at: ['FileSystemFileHandle.prototype.createWritable'], needed: false },
  /** In workers only. */
  syncFiles: { at: ['FileSystemFileHandle.prototype.createSyncAccessHandle'], needed: false },
  wakeLock: { at: ['navigator.wakeLock.request'], needed: false },
} as const satisfies Record<string, Capability>;

export type CapabilityName = keyof typeof capabilities;

/** Whether this browser has it, as far as can be seen without trying. */
export function has(name: CapabilityName, scope: object = globalThis): boolean {
  return capabilities[name].at.every((path) => leadsSomewhere(scope, path));
}

/** What Hone can't start without and a page lacks. */
export function missingCapabilities(scope: object = globalThis): CapabilityName[] {
  return names.filter((name) => capabilities[name].needed && !has(name, scope));
}

const names = Object.keys(capabilities).filter((name): name is CapabilityName => name in capabilities);

function leadsSomewhere(scope: object, path: string): boolean {
  let found: unknown = scope;
  try {
    for (const name of path.split('.')) found = found instanceof Object ? Reflect.get(found, name) : undefined;
  } catch {
    return false;
  }
  return Boolean(found);
}
