// Formats as a person reads them.

import type { Format } from '../domain/dataset';
import { counted } from './numbers';

/** Encodings that can be chosen, by their `TextDecoder` label. */
export const encodings: readonly (readonly [label: string, name: string])[] = [
  ['utf-8', 'Unicode (UTF-8)'],
  ['utf-16le', 'Unicode (UTF-16 LE)'],
  ['utf-16be', 'Unicode (UTF-16 BE)'],
  ['windows-1252', 'Western (Windows-1252, Latin-1)'],
  ['iso-8859-15', 'Western with € (Latin-9)'],
  ['windows-1250', 'Central European (Windows-1250)'],
  ['iso-8859-2', 'Central European (Latin-2)'],
  ['windows-1251', 'Cyrillic (Windows-1251)'],
  ['koi8-r', 'Cyrillic (KOI8-R)'],
  ['windows-1253', 'Greek (Windows-1253)'],
  ['windows-1254', 'Turkish (Windows-1254)'],
  ['windows-1255', 'Hebrew (Windows-1255)'],
  ['windows-1256', 'Arabic (Windows-1256)'],
  ['shift_jis', 'Japanese (Shift_JIS)'],
  ['euc-jp', 'Japanese (EUC-JP)'],
  ['iso-2022-jp', 'Japanese (ISO-2022-JP)'],
  ['gb18030', 'Chinese, simplified (GBK, GB18030)'],
  ['big5', 'Chinese, traditional (Big5)'],
  ['euc-kr', 'Korean (EUC-KR)'],
  ['macintosh', 'Mac Roman'],
];

/** Delimiters that can be chosen by name. */
export const delimiters: readonly (readonly [delimiter: string, name: string])[] = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'pipe'],
  [' ', 'space'],
];

const encodingName = (label: string) => encodings.find(([own]) => own === label)?.[1] ?? label;

const delimiterName = (delimiter: string) => delimiters.find(([own]) => own === delimiter)?.[1] ?? `“${delimiter}”`;

/** How a file was understood, without a full stop. */
export function formatInWords(format: Format): string {
  const header = 'hasHeader' in format && format.hasHeader;
  const headerWords = header ? 'first row names the columns' : 'no header row';
  const above = ('linesAbove' in format && format.linesAbove) || 0;
  const aboveWords = above > 0 ? `without the ${counted(above, 'line', 'lines')} above the table` : '';
  switch (format.kind) {
    case 'workbook':
      return [`sheet “${format.sheet}”`, aboveWords, headerWords].filter(Boolean).join(', ');
    case 'json':
      return `JSON, ${encodingName(format.encoding)}`;
    case 'jsonLines':
      return `JSON, an object a line, ${encodingName(format.encoding)}`;
    case 'delimited': {
      const { delimiter, splitsOnce, quote, encoding } = format;
      return [
        delimiter === ''
          ? 'one text a line'
          : `split at ${splitsOnce ? 'the first' : 'each'} ${delimiterName(delimiter)}`,
        quote === null ? 'quotes are text' : quote === "'" ? 'single quotes' : '',
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
