// What a person reads where Hone can't start.

import type { CapabilityName } from '../domain/capabilities';

const technical: Partial<Record<CapabilityName, string>> = {
  webAssembly: 'WebAssembly',
  workers: 'workers',
  locks: 'Web Locks',
  promiseWithResolvers: 'Promise.withResolvers',
};

/** Why Hone can't start, and what to do. `missing` holds at least one. */
export function whyNoStart(missing: readonly CapabilityName[], address: string): string {
  // What else is missing follows from it.
  if (missing.includes('secureContext')) {
    return `Open Hone over https or on localhost. At ${address} the browser switches off what Hone computes and stores with.`;
  }
  if (missing.includes('siteData')) return siteDataBlocked;
  const lacks = missing.map((name) => technical[name] ?? name).join(', ');
  return `This browser is too old for Hone: it lacks ${lacks}. Open Hone in a current Chrome, Edge, Firefox or Safari.`;
}

const siteDataBlocked =
  'This browser blocks site data here, and Hone keeps your rows and models in it; there is no server to keep them. ' +
  'Allow this site to store data (in the browser’s settings: cookies and site data), then reload.';

/** What to do when a part of the program did not come. */
export function notLoaded(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `Not all of Hone arrived (${why}). Reload the page to try again.`;
}
