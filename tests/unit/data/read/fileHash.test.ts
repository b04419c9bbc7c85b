import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { gitBlobHash, sha256, sha256OfFile } from '../../../../src/data/read/bytes/fileHash';

test('a file read piece by piece has the hash that it has as a whole, and that Node gives it', async () => {
  const bytes = Uint8Array.from({ length: 300_001 }, (_, at) => (at * 31) % 251);
  const wanted = createHash('sha256').update(bytes).digest('hex');
  expect(await sha256(bytes)).toBe(wanted);
  expect(await sha256OfFile(new Blob([bytes]))).toBe(wanted);
  expect(await sha256OfFile(new Blob([]))).toBe(createHash('sha256').digest('hex'));
});

test('git names a blob by its length too', async () => {
  // echo 'hello' | git hash-object --stdin
  expect(await gitBlobHash(new TextEncoder().encode('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
});
