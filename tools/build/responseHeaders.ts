import type { Plugin } from 'vite';
import { headersFor, securityHeaders } from '../../src/security/headers.ts';

const isolating = ['Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy'];

/**
 * `vite preview` answers with all security headers, as a configured host does; the development server, whose own scripts
 * the policy would refuse, with those that isolate the page.
 */
export const responseHeaders: Plugin = {
  name: 'hone-response-headers',
  config: () => ({
    server: {
      headers: Object.fromEntries(Object.entries(securityHeaders).filter(([name]) => isolating.includes(name))),
    },
  }),
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const headers = Object.entries(headersFor(pathname));
      for (const [name, value] of headers) response.setHeader(name, value);
      next();
    });
  },
};
