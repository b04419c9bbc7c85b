// The security headers in the words of common static hosts.

import { securityHeaders } from '../../src/security/headers.ts';

const headers = Object.entries(securityHeaders);
const lines = (line: (name: string, value: string) => string) =>
  `${headers.map(([name, value]) => line(name, value)).join('\n')}\n`;

/** Files to lie beside index.html, by name. */
export const hostingFiles: Readonly<Record<string, string>> = {
  // Netlify, Cloudflare Pages
  _headers: `/*\n${lines((name, value) => `  ${name}: ${value}`)}`,
  // Vercel
  'vercel.json': `${JSON.stringify(
    {
      headers: [{ source: '/(.*)', headers: headers.map(([key, value]) => ({ key, value })) }],
    },
    null,
    2,
  )}\n`,
  // Apache
  '.htaccess': `<IfModule mod_headers.c>\n${lines(
    (name, value) => `  Header always set ${name} "${value}"`,
  )}</IfModule>\n`,
  'hosting/nginx.conf': `# Inside the server block.\n${lines(
    (name, value) => `add_header ${name} "${value}" always;`,
  )}`,
  'hosting/Caddyfile': `header {\n${lines((name, value) => `\t${name} "${value}"`)}}\n`,
};
