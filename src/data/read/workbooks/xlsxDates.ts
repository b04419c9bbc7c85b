// Dates of Excel workbooks: numbers that only the format of their cell tells from others.

import { dateText } from './workbook';
import { readXml } from './xmlEvents';

/** Formats that are known by their number alone (ECMA-376 part 1, 18.8.30), those of East Asian locales too. */
const builtInDates = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
  [71, 81],
] as const;

/** For each style of a cell, whether a number in it is a date or a time. */
export async function readDateStyles(styles: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const numbers: number[] = [];
  let isCells = false;
  await readXml(styles, {
    open(name, { numFmtId, formatCode = '' }) {
      if (name === 'cellXfs') isCells = true;
      else if (name === 'numFmt') formats.set(Number(numFmtId), formatCode);
      else if (name === 'xf' && isCells) numbers.push(Number(numFmtId ?? 0));
    },
    close(name) {
      if (name === 'cellXfs') isCells = false;
    },
  });
  return numbers.map((number) => {
    const format = formats.get(number);
    return format === undefined
      ? builtInDates.some(([first, last]) => number >= first && number <= last)
      : isDate(format);
  });
}

/** Whether a format has a day, a month, a year, an hour or a second in it, beside texts, colours and conditions. */
export function isDate(format: string): boolean {
  const [first = ''] = format.replaceAll(/"[^"]*"|\\.|[_*]./g, '').split(';');
  if (/\[(h+|m+|s+)\]/i.test(first)) return true;
  return /[dmyhs]/i.test(first.replaceAll(/\[[^\]]*\]|General/gi, ''));
}

const dayInMilliseconds = 86_400_000;

/** A serial number of days as ISO 8601; a time alone where it has no day. A text that is no number stays. */
export function dateOf(source: string, startsIn1904: boolean): string {
  const serial = Number(source);
  if (source === '' || Number.isNaN(serial)) return source;
  if (serial >= 0 && serial < 1) return timeText(serial);
  const start = startsIn1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  // In 1900 Excel counts a 29 February that never was: before it, days are one later.
  const days = !startsIn1904 && serial < 60 ? serial + 1 : serial;
  return dateText(new Date(start + Math.round(days * dayInMilliseconds)));
}

const timeText = (share: number) => new Date(Math.round(share * dayInMilliseconds)).toISOString().slice(11, 19);
