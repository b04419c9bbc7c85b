// Quotation marks around a whole text: written by a program that quoted its texts, into a file that quotes them once more.

/** Marks of print that belong together. */
const pairs = ['“”', '„“', '„”', '«»', '»«', '‘’'];
/** Who quotes the quoted does so a few times. */
const mostTimes = 3;

/** The text without quotation marks around all of it, also where they stand several times. */
export function withoutOuterQuotes(text: string): string {
  let left = text;
  for (let times = 0; times < mostTimes; times++) {
    const inner = insideOf(left.trim());
    if (inner === null) break;
    left = inner;
  }
  return left;
}

/** Whether a text stands in quotation marks as a whole. */
export const isQuoted = (text: string): boolean => insideOf(text.trim()) !== null;

function insideOf(text: string): string | null {
  const inner = text.slice(1, -1);
  const quote = text.charAt(0);
  if (inner.trim() === '') return null;
  if (quote === '"' || quote === "'") return text.endsWith(quote) ? insideStraight(inner, quote) : null;
  const isWhole = pairs.includes(quote + text.slice(-1)) && !inner.includes(quote) && !inner.includes(text.slice(-1));
  return isWhole ? inner : null;
}

/** Within straight marks, others are doubled or behind a backslash: `"a" and "b"` are two. */
function insideStraight(inner: string, quote: string): string | null {
  const isDoubled = inner.startsWith(quote) && inner.endsWith(quote) && !inner.slice(1, -1).includes(quote);
  if (isDoubled) return inner.slice(1, -1);
  if (
    inner
      .replaceAll(`\\${quote}`, '')
      .replaceAll(quote + quote, '')
      .includes(quote)
  )
    return null;
  return inner.replaceAll(`\\${quote}`, quote).replaceAll(quote + quote, quote);
}
