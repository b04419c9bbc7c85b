// Keeps the app for offline use, and gives every answer the security headers that a plain host does not send.
// The base models and ONNX Runtime are large: another worker puts them into a cache (src/pipeline/models/keepModels.ts), and this answers from it.

import { clientsClaim } from 'workbox-core';
import { addPlugins, cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkOnly } from 'workbox-strategies';
import { modelCacheName } from '../src/domain/modelCache';
import { headersFor } from '../src/security/headers';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] };

/** The response to a request with the security headers on it. */
function secured({ url }: Request, response: Response): Response {
  // What cannot be read (from elsewhere) or changed (errors) stays as it is; the policy lets neither in.
  if (response.type === 'opaque' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(headersFor(new URL(url).pathname))) headers.set(name, value);
  const { status, statusText } = response;
  const bodiless = status === 204 || status === 205 || status === 304;
  return new Response(bodiless ? null : response.body, { status, statusText, headers });
}

const securing = {
  handlerWillRespond: ({ request, response }: { request: Request; response: Response }) =>
    Promise.resolve(secured(request, response)),
};

addPlugins([securing]);
cleanupOutdatedCaches();
// All files are static: whatever an address asks after its `?`, the answer is the same.
precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/./] });

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /\/models\/|\.wasm$/.test(url.pathname),
  async ({ request }) => {
    const cache = await caches.open(modelCacheName);
    const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    return secured(request, kept ?? (await fetch(request)));
  },
);
// What goes elsewhere is not answered here: the policy of whoever asks decides, and only a download may.
registerRoute(({ sameOrigin }) => sameOrigin, new NetworkOnly({ plugins: [securing] }));

// The first visit's page is taken over at once. A new version waits until its user agrees: a training must not
// find itself in another program.
clientsClaim();
// Nor may another tab's: the answer says how many are open, and only the last one's wish counts.
self.addEventListener('message', (event) => {
  if (event.data !== 'apply-update') return;
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((windows) => {
      // Other programs on the same host are among them.
      const own = windows.filter(({ url }) => url.startsWith(self.registration.scope));
      event.ports[0]?.postMessage(own.length);
      return own.length > 1 ? undefined : self.skipWaiting();
    }),
  );
});
