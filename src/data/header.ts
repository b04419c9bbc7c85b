// Whether the first row names the columns, and what the columns are called.

const knownNames = new Set(
  (
    'text texts sentence sentences review reviews message messages comment comments body content document title ' +
    'subject description tweet post question answer utterance query input email ticket abstract feedback ' +
    'label labels class classes category categories sentiment target intent topic tag rating score stars polarity ' +
    'y output type id index idx date time user name author source split lang language'
  ).split(' '),
);

/** Rows looked at. */
const sampleSize = 500;

/** Whether the first of some rows is a header. */
export function looksLikeHeader(rows: string[][]): boolean {
  const [first, ...others] = rows.slice(0, sampleSize);
  if (!first || others.length === 0) return false;
  if (first.every((cell) => cell.trim() === '')) return false;
  const votes = first.map((cell, column) =>
    vote(
      cell.trim(),
      others.map((row) => (row[column] ?? '').trim()),
    ),
  );
  return votes.reduce((sum, own) => sum + own, 0) > 0;
}

/** Whether a column speaks for a header (above 0) or against one. */
function vote(first: string, values: string[]): number {
  const recurs = values.filter((value) => value === first).length;
  const distinct = new Set(values).size;
  const repeats = distinct <= values.length / 2;
  if (recurs > 0 && repeats) return -3;
  if (knownNames.has(first.toLowerCase())) return 2;
  if (isNumber(first)) return -2;
  if (values.every((value) => value === '' || isNumber(value))) return 2;
  // A label column whose first cell is no label.
  if (repeats && values.length >= 10) return 1;
  const meanLength = values.reduce((sum, { length }) => sum + length, 0) / values.length;
  if (
    meanLength > 20 &&
    first.length < meanLength / 3 &&
    /^[\p{L}_][\p{L}\p{N}_ -]*$/u.test(first)
  ) {
    return 1;
  }
  return 0;
}

function isNumber(value: string): boolean {
  return value !== '' && Number.isFinite(Number(value));
}

/** Column names from a header row: trimmed, none empty, none twice. */
export function columnNames(header: string[] | null, width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const wanted = header?.[index]?.trim() || `Column ${index + 1}`;
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++) name = `${wanted} (${copy})`;
    taken.add(name);
    return name;
  });
}
