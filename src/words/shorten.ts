// Names and texts of any length, where there is room for some.

/** The beginning of a text of more than `most` UTF-16 code units, with an ellipsis. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  // No half of a character outside the basic plane.
  return `${text
    .slice(0, most)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}
