// Times as spreadsheets and programs write them, read so that they can be put in order.

/** How a column says its times. */
export interface TimeColumn {
  /** The time of a cell, only to be compared with others of the column; `null` where it can't be read. */
  read(cell: string): number | null;
  /** Whether dates such as 3/4/2024 do not tell the day from the month. */
  ambiguous: boolean;
}

/**
 * Learns from a column's cells how to read them. Numbers (Unix times in whatever unit, days since 1900 as spreadsheets
 * count, years, versions) are compared as they are, unless most cells are dates.
 *
 * @param dayFirst whether 3/4/2024 is 3 April, where no cell tells
 */
export function learnTimeColumn(cells: Iterable<string>, dayFirst: boolean): TimeColumn {
  let numbers = 0;
  let dates = 0;
  let slashes = false;
  let dayLeads = false;
  let monthLeads = false;
  for (const cell of cells) {
    const text = cell.trim();
    if (readNumber(text) !== null) numbers++;
    else if (readDate(text, true) !== null || readDate(text, false) !== null) dates++;
    const [, first, second] = slashed.exec(text) ?? [];
    slashes ||= first !== undefined;
    if (Number(first) > 12) dayLeads = true;
    else if (Number(second) > 12) monthLeads = true;
  }
  if (numbers >= dates) return { read: (cell) => readNumber(cell.trim()), ambiguous: false };
  const ambiguous = slashes && dayLeads === monthLeads;
  const first = ambiguous ? dayFirst : dayLeads;
  return { read: (cell) => readDate(cell.trim(), first), ambiguous };
}

function readNumber(text: string): number | null {
  if (!/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text)) return null;
  return Number(text);
}

const clock = String.raw`(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([ap]m)?)?`;
const zone = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;
const pattern = (date: string) => new RegExp(`^${date}${clock}${zone}$`, 'i');

/** ISO 8601, also with slashes, and down to the month: 2024-05-03T10:00Z, 2024/05/03, 2024-05. */
const yearFirst = pattern(String.raw`(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?`);
/** 3/5/2024, 03-05-24. */
const slashed = pattern(String.raw`(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})`);
/** 3.5.2024: the day comes first wherever dots are used. */
const dotted = pattern(String.raw`(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})`);
/** 3 May 2024, Fri, 3rd May 2024 10:00 +0200. */
const dayMonthName = pattern(
  String.raw`(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-zäé]{3,9})\.?[\s,-]+(\d{4}|\d{2})`,
);
/** May 3, 2024, Friday, May 3rd, 2024 10:00 am. */
const monthNameDay = pattern(String.raw`(?:[a-z]{3,9},?\s+)?([a-zäé]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`);
/** Fri May 03 10:00:00 +0000 2024, as C's asctime and Twitter write it. */
const yearLast = /^[a-z]{3}\s+([a-z]{3})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})(?:\s+([+-]\d{4}|UTC|GMT))?\s+(\d{4})$/i;

/** Milliseconds since 1970, in UTC where no zone is given. */
function readDate(text: string, dayFirst: boolean): number | null {
  let found = yearFirst.exec(text);
  if (found) return moment(found[1], found[2], found[3] ?? '1', found.slice(4));
  found = dotted.exec(text);
  if (found) return moment(found[3], found[2], found[1], found.slice(4));
  found = slashed.exec(text);
  if (found) {
    const [, first, second, year] = found;
    return dayFirst ? moment(year, second, first, found.slice(4)) : moment(year, first, second, found.slice(4));
  }
  found = dayMonthName.exec(text);
  if (found) return moment(found[3], monthNumber(found[2]), found[1], found.slice(4));
  found = monthNameDay.exec(text);
  if (found) return moment(found[3], monthNumber(found[1]), found[2], found.slice(4));
  found = yearLast.exec(text);
  if (!found) return null;
  const [, month, day, hour, minute, second, offset, year] = found;
  return moment(year, monthNumber(month), day, [hour, minute, second, undefined, offset]);
}

/** `null` for what no calendar has, such as 31 February. */
function moment(
  yearText: string | undefined,
  monthText: string | undefined,
  dayText: string | undefined,
  [hour = '0', minute = '0', second = '0', half, offset]: (string | undefined)[],
): number | null {
  let year = Number(yearText);
  // Two digits as POSIX reads them.
  if (yearText?.length === 2) year += year < 69 ? 2000 : 1900;
  const [month, day] = [Number(monthText), Number(dayText)];
  const hours = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
  const seconds = Number(second.replace(',', '.'));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (hours > 24 || Number(minute) > 59 || seconds >= 61) return null;
  const time = date.getTime() + (hours * 3600 + Number(minute) * 60 + seconds) * 1000;
  return time - minutesOf(offset) * 60_000;
}

function minutesOf(offset: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset ?? '') ?? [];
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -size : size;
}

/** The first three letters of the months, English, then German where it differs. */
const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez'.split(' ');
const germanMonths = [3, 5, 10, 12];

/** `undefined` for what is no month. */
function monthNumber(name: string | undefined): string | undefined {
  const index = monthNames.indexOf((name ?? '').slice(0, 3).toLowerCase());
  if (index < 0) return undefined;
  return String(index < 12 ? index + 1 : germanMonths[index - 12]);
}
