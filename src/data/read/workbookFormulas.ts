// Formulas of a sheet whose results are not in the file: a program wrote it, and no spreadsheet has computed them.

import type { Entry, FileEntry } from '@zip.js/zip.js';
import { zipDirectory } from './zipMembers';

/** A sheet without such a formula in so much of its XML is taken to have none. */
const lookedAt = 4_000_000;

/** How many rows of a sheet have a formula without a result; 0 where that can't be found out. */
export async function rowsWithoutResults(workbook: Blob, sheet: string): Promise<number> {
  const entries = await zipDirectory(workbook);
  const path = await sheetPath(entries, sheet);
  const entry = path === null ? null : fileAt(entries, path);
  if (!entry) return 0;
  const counter = new FormulaCounter();
  const decoder = new TextDecoder();
  const counting = new WritableStream<Uint8Array>({
    write(bytes) {
      counter.push(decoder.decode(bytes, { stream: true }));
      if (counter.rows === 0 && counter.characters > lookedAt) throw new EnoughSeen();
    },
  });
  try {
    await entry.getData(counting, { useWebWorkers: false });
  } catch (error) {
    if (!(error instanceof EnoughSeen)) throw error;
  }
  return counter.rows;
}

class EnoughSeen extends Error {}

function fileAt(entries: Entry[], path: string): FileEntry | null {
  const entry = entries.find(({ filename }) => filename === path);
  return entry && !entry.directory ? entry : null;
}

/** The file of a sheet, by the names of sheets and the relationships in the workbook. */
async function sheetPath(entries: Entry[], sheet: string): Promise<string | null> {
  const textOf = async (path: string) => {
    const entry = fileAt(entries, path);
    if (!entry) return '';
    const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
    const [text] = await Promise.all([
      new Response(readable).text(),
      entry.getData(writable, { useWebWorkers: false }),
    ]);
    return text;
  };
  const [book, relationships] = await Promise.all([textOf('xl/workbook.xml'), textOf('xl/_rels/workbook.xml.rels')]);
  const tag = [...book.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].find(
    ([own]) => decoded(attribute(own, 'name') ?? '') === sheet,
  )?.[0];
  const id = tag && /\s\w+:id="([^"]*)"/.exec(tag)?.[1];
  const relationship = [...relationships.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].find(
    ([own]) => attribute(own, 'Id') === id,
  )?.[0];
  const target = relationship && attribute(relationship, 'Target');
  if (!target) return null;
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

const entities = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
]);

const decoded = (text: string) => text.replaceAll(/&\w+;/g, (own) => entities.get(own) ?? own);

class FormulaCounter {
  rows = 0;
  characters = 0;
  private rest = '';

  push(text: string): void {
    this.characters += text.length;
    const rows = (this.rest + text).split(/<\/(?:\w+:)?row>/);
    this.rest = rows.pop() ?? '';
    for (const row of rows) if (hasFormulaWithoutResult(row)) this.rows++;
  }
}

function hasFormulaWithoutResult(row: string): boolean {
  if (!/<(?:\w+:)?f[\s/>]/.test(row)) return false;
  return row.split(/<\/(?:\w+:)?c>/).some((cell) => {
    const isFormula = /<(?:\w+:)?f[\s/>]/.test(cell);
    // The result may be an empty text.
    return isFormula && !/<(?:\w+:)?v>[^<]/.test(cell) && !/\st="str"/.test(cell);
  });
}
