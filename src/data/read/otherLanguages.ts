// Texts that are written for other programs: markup, and what declares its own kind.

import { Failure } from '../../domain/failures';

/** Lines of a beginning that are looked at. */
const linesLookedAt = 200;

interface OtherLanguage {
  what: string;
  instead: string;
  isOf: (text: string) => boolean;
}

/** The first that fits is named. */
const others: OtherLanguage[] = [
  {
    what: 'a web page (HTML)',
    instead: 'Put its texts and their labels into a table, save that as CSV (UTF-8)',
    isOf: (text) => /^(<!--[^]*?-->\s*)*<(!doctype html|html|head|body)\b/i.test(text),
  },
  {
    what: 'XML',
    instead: 'In Python, pandas.read_xml() reads it, and .to_csv() writes a table. Make one of it',
    isOf: isMarkup,
  },
  {
    what: 'a Weka file (ARFF)',
    instead: 'Weka saves it as CSV. Do that',
    isOf: (text) => /^(%.*\s+)*@relation\b/i.test(text) && /^\s*@attribute\b/im.test(text),
  },
  {
    what: 'an SQL dump',
    instead: 'Export the table itself as CSV (UTF-8)',
    isOf: (text) => /^(\s*(--|\/\*|SET |BEGIN|PRAGMA).*\n)*\s*(CREATE TABLE|INSERT INTO|DROP TABLE)\b/i.test(text),
  },
];

/** Texts with tables in them that are read: a web page, an XML spreadsheet of Excel 2003. */
export type Markup = 'html' | 'spreadsheetXml';

/** Which of them a text is, by its beginning. */
export function markupWithTables(text: string): Markup | null {
  const beginning = text.trimStart();
  if (!beginning.startsWith('<') || !isMarkup(beginning)) return null;
  if (beginning.includes('urn:schemas-microsoft-com:office:spreadsheet"') && /<(\w+:)?Workbook[\s>]/.test(beginning))
    return 'spreadsheetXml';
  return /<table[\s>]/i.test(beginning) ? 'html' : null;
}

/** @throws Failure `NotText` for a text of a kind that Hone knows and does not read */
export function refuseOtherLanguages(text: string): void {
  const beginning = text.trimStart();
  if (!/^[<%@\-/A-Z]/i.test(beginning)) return;
  const known = others.find(({ isOf }) => isOf(beginning));
  if (!known) return;
  throw new Failure(
    'NotText',
    `This is ${known.what}, not a table of texts as Hone reads it. ${known.instead} and drop that here.`,
  );
}

/** Whether tags hold the text together: a text of a CSV may begin with one too. */
function isMarkup(text: string): boolean {
  if (/^<(\?xml|!doctype|html|table)\b/i.test(text)) return true;
  if (!/^<([a-z_][\w.:-]*)(\s[^<>]*)?>\s*</i.test(text)) return false;
  const lines = text.split(/\r\n?|\n/, linesLookedAt).filter((line) => line.trim() !== '');
  return lines.filter((line) => /^\s*<[/!?a-z]/i.test(line)).length * 2 > lines.length && !lines.some(endsOutside);
}

/** A tag, and then a label after a delimiter. */
const endsOutside = (line: string) => /^\s*<.*[,;\t|][^<>]*$/.test(line);
