// Delimiters that are seldom met: marks that stand in every line.

/** What no text has for a purpose, and what Hive, and ASCII, separate cells with. */
const controls = ['\u0001', '\u001F'];

/** The control characters of a text that are there to separate. */
export const controlDelimiters = (sample: string) => controls.filter((character) => sample.includes(character));

/** Other characters, and rows of them, that stand in each of the first lines and are neither letters, digits nor marks of a sentence. */
export function rareDelimiters(sample: string): string[] {
  const lines = firstLines(sample);
  const single = [...new Set(lines[0])].filter(
    (character) => character.length === 1 && !/[\p{L}\p{N}\p{M}\s"'.,;|!?()\uFFFD]/u.test(character),
  );
  const inAll = single.filter((character) => standsInAll(character, lines));
  return [...longDelimiters(sample), ...inAll.toSorted((a, b) => Number(isInWords(a)) - Number(isInWords(b)))];
}

/** Whether a mark stands in dates, addresses and the like: others were rather meant to separate. */
export const isInWords = (mark: string) => inWords.test(mark);

const inWords = /[-_/:@&=#+*%<>[\]{}\\]/;

/** Of several marks, as in `a || b` and `a ::: b`, with the spaces around them where all have those. */
export function longDelimiters(sample: string): string[] {
  const lines = firstLines(sample);
  const marks = new Set(lines.flatMap((line) => line.match(/[^\p{L}\p{N}\p{M}\s"'.,!?()\uFFFD]{2,}/gu) ?? []));
  // An address has `://`.
  const ownMarks = [...marks].filter((mark) => !mark.includes('/'));
  return ownMarks.flatMap((mark) => [` ${mark} `, mark]).filter((mark) => standsInAll(mark, lines));
}

const standsInAll = (mark: string, lines: string[]) => lines.every((line) => line.includes(mark));

/** Of a single line nothing can be told. */
function firstLines(sample: string): string[] {
  const lines = sample
    .split(/\r\n?|\n/, 20)
    .slice(0, -1)
    .filter((line) => line !== '');
  return lines.length > 1 ? lines : [];
}
