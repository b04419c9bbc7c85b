/** What the browser says of its room for Hone. Each part is `null` where it says nothing. */
export interface BrowserRoom {
  /** Bytes that Hone takes. */
  used: number | null;
  /** Bytes that it may take besides, by the browser's own guess. */
  free: number | null;
  /** Whether what is kept stays until the user deletes it. */
  persisted: boolean | null;
}
