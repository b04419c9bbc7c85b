// A static host that knows no headers, at a path below its root: what GitHub Pages and the like give.

import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { basename, extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TinyHub } from './hubServer';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export interface PlainHost {
  url: string;
  server: Server;
  /** Puts another folder in the place of the one served. */
  deploy(folder: string): void;
  /** Breaks off the next answer whose file has this name, half-way. */
  breakOff(name: string): void;
}

interface PlainHostOptions {
  /** Answers at `/hub`. */
  hub?: TinyHub;
  /** Whether scripts, styles and the like are sent packed, as most hosts do. */
  packs?: boolean;
}

/** Serves `folder` below `/repo/` on a free port; gives the address and the server to close. */
export async function servePlainly(folder: string, { hub, packs }: PlainHostOptions = {}): Promise<PlainHost> {
  let served = folder;
  let breaking = '';
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (hub && path.startsWith('/hub/')) {
      hub.respond(path.slice('/hub'.length), request, response);
      return;
    }
    const inside = path.startsWith('/repo/') ? normalize(path.slice('/repo/'.length)) : null;
    try {
      if (inside === null || inside.startsWith('..')) throw new Error('outside');
      const file = inside === '.' || inside === '' ? 'index.html' : inside;
      const type = types[extname(file)];
      const isPacked = packs && type !== undefined;
      const content = isPacked ? gzipSync(await readFile(join(served, file))) : await readFile(join(served, file));
      response.writeHead(200, {
        'Content-Type': type ?? 'application/octet-stream',
        'Content-Length': content.length,
        ...(isPacked && { 'Content-Encoding': 'gzip' }),
      });
      if (breaking === '' || basename(file) !== breaking) return void response.end(content);
      breaking = '';
      response.write(content.subarray(0, content.length / 2), () => response.destroy());
    } catch {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not here.');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('No port.');
  return {
    url: `http://localhost:${address.port}/repo/`,
    server,
    deploy: (other) => (served = other),
    breakOff: (name) => (breaking = name),
  };
}
