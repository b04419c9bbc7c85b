// Hashes of files, in hexadecimal.

/** SHA-256 of bytes. */
export async function sha256(bytes: BufferSource): Promise<string> {
  return hexadecimal(await crypto.subtle.digest('SHA-256', bytes));
}

/** How git names a file's content: SHA-1 of a header and the content. The hub gives it for small files. */
export async function gitBlobHash(bytes: Uint8Array): Promise<string> {
  const header = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(header.length + bytes.length);
  whole.set(header);
  whole.set(bytes, header.length);
  return hexadecimal(await crypto.subtle.digest('SHA-1', whole));
}

function hexadecimal(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
