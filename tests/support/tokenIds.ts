// Token ids by their hashes, as tools/fixtures/make_token_ids.py packs them; and the columns of the data sets.

export function afterFirstTab(line: string): string {
  return line.slice(line.indexOf('\t') + 1);
}

export function beforeFirstTab(line: string): string {
  return line.slice(0, line.indexOf('\t'));
}

/** The first texts whose ids hash to something else than the reference's. */
export function differing(
  texts: string[],
  { ids, offsets }: { ids: Int32Array; offsets: Uint32Array },
  packedHashes: string,
): string[] {
  const bytes = Buffer.from(packedHashes, 'base64');
  return texts
    .filter((_, i) => fnv1a(ids.slice(offsets[i], offsets[i + 1])) !== bytes.readUInt32LE(i * 4))
    .slice(0, 10);
}

/** 32-bit FNV-1a over the ids as little-endian bytes. */
function fnv1a(ids: Int32Array): number {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(ids.buffer)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
