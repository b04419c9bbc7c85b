// A slow line to a host: all connections together get so many bits a second, as one visitor's do.

import { createServer, connect, type Server, type Socket } from 'node:net';

/** Milliseconds between two portions. */
const pause = 10;

export interface SlowLine {
  port: number;
  server: Server;
}

/** Opens a line to a port of this computer. What is asked goes through at once; what is answered takes its time. */
export async function slowLine(toPort: number, bitsPerSecond: number): Promise<SlowLine> {
  const portion = Math.round((bitsPerSecond / 8 / 1000) * pause);
  const waiting = new Map<Socket, Buffer[]>();
  const ended = new Set<Socket>();
  const timer = setInterval(() => {
    for (const socket of ended) if (waiting.get(socket)?.length === 0) socket.end();
    const busy = [...waiting].filter(([, pieces]) => pieces.length > 0);
    for (const [socket, pieces] of busy) {
      let room = Math.ceil(portion / busy.length);
      while (room > 0) {
        const piece = pieces.shift();
        if (!piece) break;
        socket.write(piece.subarray(0, room));
        if (piece.length > room) pieces.unshift(piece.subarray(room));
        room -= piece.length;
      }
    }
  }, pause);
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    const pieces: Buffer[] = [];
    waiting.set(near, pieces);
    near.on('data', (asked) => far.write(asked));
    far.on('data', (answered: Buffer) => pieces.push(answered));
    const end = () => {
      waiting.delete(near);
      ended.delete(near);
      near.destroy();
      far.destroy();
    };
    near.on('close', end).on('error', end);
    // A host closes what it takes for idle; what it sent is still on its way.
    far.on('close', () => ended.add(near)).on('error', end);
  });
  server.on('close', () => clearInterval(timer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('No port.');
  return { port: address.port, server };
}
