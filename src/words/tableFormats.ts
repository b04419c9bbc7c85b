// Formats as a person reads them.

import type { Dialect, Format, Quoting } from '../domain/dataset';
import { counted } from './numbers';

/** Encodings that can be chosen, by their label: all that `TextDecoder` knows, and UTF-32. */
export const encodings: readonly (readonly [label: string, name: string])[] = [
  ['utf-8', 'Unicode (UTF-8)'],
  ['utf-16le', 'Unicode (UTF-16 LE)'],
  ['utf-16be', 'Unicode (UTF-16 BE)'],
  ['utf-32le', 'Unicode (UTF-32 LE)'],
  ['utf-32be', 'Unicode (UTF-32 BE)'],
  ['windows-1252', 'Western (Windows-1252, Latin-1)'],
  ['iso-8859-15', 'Western with € (Latin-9)'],
  ['macintosh', 'Western (Mac Roman)'],
  ['windows-1250', 'Central European (Windows-1250)'],
  ['iso-8859-2', 'Central European (Latin-2)'],
  ['iso-8859-16', 'Romanian (Latin-10)'],
  ['windows-1257', 'Baltic (Windows-1257)'],
  ['iso-8859-13', 'Baltic (Latin-7)'],
  ['iso-8859-4', 'Baltic and Nordic (Latin-4)'],
  ['iso-8859-10', 'Nordic (Latin-6)'],
  ['iso-8859-14', 'Celtic (Latin-8)'],
  ['iso-8859-3', 'Maltese and Esperanto (Latin-3)'],
  ['windows-1251', 'Cyrillic (Windows-1251)'],
  ['koi8-r', 'Cyrillic (KOI8-R)'],
  ['koi8-u', 'Ukrainian (KOI8-U)'],
  ['iso-8859-5', 'Cyrillic (ISO-8859-5)'],
  ['ibm866', 'Cyrillic (DOS 866)'],
  ['x-mac-cyrillic', 'Cyrillic (Mac)'],
  ['windows-1253', 'Greek (Windows-1253)'],
  ['iso-8859-7', 'Greek (ISO-8859-7)'],
  ['windows-1254', 'Turkish (Windows-1254)'],
  ['windows-1255', 'Hebrew (Windows-1255)'],
  ['iso-8859-8', 'Hebrew (ISO-8859-8)'],
  ['windows-1256', 'Arabic (Windows-1256)'],
  ['iso-8859-6', 'Arabic (ISO-8859-6)'],
  ['windows-874', 'Thai (Windows-874, TIS-620)'],
  ['windows-1258', 'Vietnamese (Windows-1258)'],
  ['shift_jis', 'Japanese (Shift_JIS)'],
  ['euc-jp', 'Japanese (EUC-JP)'],
  ['iso-2022-jp', 'Japanese (ISO-2022-JP)'],
  ['gb18030', 'Chinese, simplified (GBK, GB18030)'],
  ['big5', 'Chinese, traditional (Big5)'],
  ['euc-kr', 'Korean (EUC-KR)'],
];

/** Delimiters that can be chosen by name. */
export const delimiters: readonly (readonly [delimiter: string, name: string])[] = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'pipe'],
  [' ', 'space'],
];

export const encodingName = (label: string) => encodings.find(([own]) => own === label)?.[1] ?? label;

/** Quotes that can be chosen: the character, how they are written where it is not as usual, and what that is called. */
export const quotes: readonly (readonly [quote: Dialect['quote'], quoting: Quoting | null, name: string])[] = [
  ['"', null, 'double (")'],
  ['"', 'backslashes', 'double, behind a backslash within a text (\\")'],
  ['"', 'spaced', 'double, behind spaces'],
  ['"', 'wrapped', 'double, around whole rows'],
  ["'", null, "single (')"],
  ["'", 'backslashes', "single, behind a backslash within a text (\\')"],
  ["'", 'spaced', 'single, behind spaces'],
  ["'", 'wrapped', 'single, around whole rows'],
  [null, null, 'none: quotes are text'],
];

const quotingWords: Record<Quoting, string> = {
  backslashes: 'quotes within a text behind a backslash',
  spaced: 'spaces before a quote left out',
  wrapped: 'whole rows in quotes',
};

const delimiterName = (delimiter: string) =>
  delimiters.find(([own]) => own === delimiter)?.[1] ?? `“${writtenDelimiter(delimiter)}”`;

/** A delimiter as it can be shown and typed: a control character by its number, as in U+0001. */
export const writtenDelimiter = (delimiter: string): string =>
  delimiter.replaceAll(
    /\p{Cc}/gu,
    (control) => `U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

/** The delimiter that a person typed, or `null` where nothing can be split at it. */
export function typedDelimiter(typed: string): string | null {
  const delimiter = typed
    .replaceAll(/U\+([0-9A-F]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(String.raw`\t`, '\t');
  return delimiter === '' || /["'\r\n\uD800-\uDFFF\uFFFE\uFFFF]/.test(delimiter) ? null : delimiter;
}

/** How a file was understood, without a full stop. */
export function formatInWords(format: Format): string {
  const header = 'hasHeader' in format && format.hasHeader;
  const headerWords = header ? 'first row names the columns' : 'no header row';
  const above = ('linesAbove' in format && format.linesAbove) || 0;
  const aboveWords = above > 0 ? `without the ${counted(above, 'line', 'lines')} above the table` : '';
  switch (format.kind) {
    case 'workbook':
      return [`sheet “${format.sheet}”`, aboveWords, headerWords].filter(Boolean).join(', ');
    case 'texts':
      return [
        'one text a file, in folders named by the labels',
        format.encoding === 'utf-8' ? '' : `${encodingName(format.encoding)} where it is no Unicode`,
      ]
        .filter(Boolean)
        .join(', ');
    case 'parquet':
      return 'Parquet';
    case 'arrow':
      return 'Arrow';
    case 'json':
      return `JSON, ${encodingName(format.encoding)}`;
    case 'jsonLines':
      return `JSON, an object a line, ${encodingName(format.encoding)}`;
    case 'delimited': {
      const { delimiter, splitsOnce, quote, quoting, encoding } = format;
      return [
        delimiter === ''
          ? 'one text a line'
          : `split at ${splitsOnce ? 'the first' : 'each'} ${delimiterName(delimiter)}`,
        quote === null ? 'quotes are text' : quote === "'" ? 'single quotes' : '',
        quoting ? quotingWords[quoting] : '',
        encoding === 'utf-8' ? '' : encodingName(encoding),
        aboveWords,
        headerWords,
      ]
        .filter(Boolean)
        .join(', ');
    }
    default:
      return format satisfies never;
  }
}
