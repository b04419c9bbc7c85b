/** Pasted cells as a file: spreadsheets put them on the clipboard as text with tabs. */
export function pastedFile(cells: string): File {
  return new File([cells], 'Pasted cells', { type: 'text/tab-separated-values' });
}
