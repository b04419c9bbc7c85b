/** Hands a file to the browser's downloads. Nothing is sent anywhere: the bytes are already here. */
export function download(content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads the blob after this task; a minute is ample, and frees it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
