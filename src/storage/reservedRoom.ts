// Room on disk that a run will need, taken before it begins. What a browser says of its room is no promise: only a write
// tells. One run at a time over all tabs has some.

import { isQuotaError } from './database';
import { removeFile, writeFile } from './files';

const kept = 'room-for-model';
const passing = 'room-for-state';

/** Bytes that a run will write. */
export interface RoomNeeded {
  /** At its end: this room is held until it is released. */
  model: number;
  /** While it goes on: it is seen that there is room, and the room left to it. */
  state: number;
}

/** Takes room on disk. Gives how many bytes of it are missing; where some are, nothing is taken. */
export async function reserveRoom({ model, state }: RoomNeeded): Promise<number> {
  let written = 0;
  const pieces = (size: number) => piecesOf(size, (bytes) => (written += bytes));
  try {
    await writeFile(kept, pieces(model));
    await writeFile(passing, pieces(state));
    await removeFile(passing);
    return 0;
  } catch (error) {
    await releaseRoom();
    if (isQuotaError(error)) return Math.max(1, model + state - written);
    throw error;
  }
}

/** Gives the room back. */
export async function releaseRoom(): Promise<void> {
  await removeFile(kept);
  await removeFile(passing);
}

/** Small pieces, so that it is known how far they went. */
const pieceBytes = 2 ** 20;

async function* piecesOf(size: number, onWritten: (bytes: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const piece = new Uint8Array(Math.min(pieceBytes, size));
  // Zeros would take no room on a disk that compresses.
  for (let at = 0; at < piece.length; at += 65_536) crypto.getRandomValues(piece.subarray(at, at + 65_536));
  for (let at = 0; at < size; at += piece.length) {
    const own = piece.subarray(0, Math.min(piece.length, size - at));
    yield own;
    onWritten(own.length);
  }
}
