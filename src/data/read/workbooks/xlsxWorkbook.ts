// Excel workbooks (.xlsx): a zip of XML (ECMA-376). The XML of a sheet is read as a stream.

import { Failure } from '../../../domain/failures';
import { MergedCells, type MergedRange } from './mergedCells';
import { afterSheetRows } from './sheetEnd';
import { SheetRowBuilder, type SheetRow, type Workbook } from './workbook';
import { dateOf, readDateStyles } from './xlsxDates';
import { readXml, xmlEvents, type XmlHandler } from './xmlEvents';
import type { ZipParts } from '../archives/zipParts';

/** What the cells of a workbook refer to. */
interface Shared {
  strings: string[];
  /** Whether a number in a cell of this style is a date. */
  isDate: boolean[];
  startsIn1904: boolean;
}

/** @throws Failure `NoRows` where it has no sheets */
export async function openXlsx(parts: ZipParts): Promise<Workbook> {
  const { sheets, startsIn1904 } = await readDirectory(parts);
  const relations = await readRelations(parts);
  const pathOf = (type: string) => relations.find((own) => own.type === type)?.path ?? '';
  const paths = new Map(
    sheets.flatMap(({ name, id }) => {
      const own = relations.find((relation) => relation.id === id && relation.type === 'worksheet');
      return own ? [[name, own.path]] : [];
    }),
  );
  if (paths.size === 0) throw new Failure('NoRows', 'This workbook has no sheets. Choose one with a text in each row.');
  let shared: Promise<Shared> | undefined;
  const readShared = async (): Promise<Shared> => ({
    strings: await readStrings(parts.stream(pathOf('sharedStrings'))),
    isDate: await readDateStyles(parts.stream(pathOf('styles'))),
    startsIn1904,
  });
  return {
    sheets: [...paths.keys()],
    async *rows(sheet) {
      const path = paths.get(sheet) ?? '';
      const merged = new MergedCells(await mergedRanges(parts.stream(path)));
      shared ??= readShared();
      const rows = new SheetRows(await shared, merged);
      for await (const _ of xmlEvents(parts.stream(path), rows)) yield rows.take();
    },
  };
}

/** Sheets, visible ones first. */
async function readDirectory(parts: ZipParts) {
  const visible: { name: string; id: string }[] = [];
  const hidden: typeof visible = [];
  let startsIn1904 = false;
  await readXml(parts.stream('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') startsIn1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([own]) => own.endsWith(':id'))?.[1] ?? '';
      const isVisible = (attributes['state'] ?? 'visible') === 'visible';
      (isVisible ? visible : hidden).push({ name: attributes['name'] ?? '', id });
    },
  });
  return { sheets: [...visible, ...hidden], startsIn1904 };
}

/** What the workbook refers to; `type` is the last word of its own. */
async function readRelations(parts: ZipParts): Promise<{ id: string; type: string; path: string }[]> {
  const relations: { id: string; type: string; path: string }[] = [];
  await readXml(parts.stream('xl/_rels/workbook.xml.rels'), {
    open(name, { Id = '', Type = '', Target = '' }) {
      if (name !== 'Relationship') return;
      const path = new URL(Target, 'zip:/xl/').pathname.slice(1);
      relations.push({ id: Id, type: Type.split('/').at(-1) ?? '', path: decodeURI(path) });
    },
  });
  return relations;
}

async function readStrings(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string[]> {
  const strings: string[] = [];
  const text = new RichText();
  await readXml(stream, {
    open: (name) => text.open(name),
    text: (part) => text.add(part),
    close(name) {
      text.close(name);
      if (name === 'si') strings.push(text.take());
    },
  });
  return strings;
}

/** A text in one piece or in several of different looks; how it is pronounced (rPh) is none of it. */
class RichText {
  private parts = '';
  private isInside = false;
  private isPhonetic = false;

  open(name: string): void {
    if (name === 't') this.isInside = !this.isPhonetic;
    if (name === 'rPh') this.isPhonetic = true;
  }

  add(part: string): void {
    if (this.isInside) this.parts += part;
  }

  close(name: string): void {
    if (name === 't') this.isInside = false;
    if (name === 'rPh') this.isPhonetic = false;
  }

  take(): string {
    const text = unescaped(this.parts);
    this.parts = '';
    return text;
  }
}

/** Characters that XML does not take are written as `_x000D_` (ECMA-376 part 1, 22.9.2.19). */
const unescaped = (text: string) =>
  text.includes('_x')
    ? text.replaceAll(/_x([\dA-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

async function mergedRanges(sheet: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<MergedRange[]> {
  const ranges: MergedRange[] = [];
  await readXml(afterSheetRows(sheet), {
    open(name, { ref = '' }) {
      if (name !== 'mergeCell') return;
      const [start = '', end = start] = ref.split(':');
      ranges.push({
        firstRow: rowOf(start),
        firstColumn: columnOf(start),
        lastRow: rowOf(end),
        lastColumn: columnOf(end),
      });
    },
  });
  return ranges;
}

const rowOf = (reference: string) => Number(/\d+$/.exec(reference)?.[0] ?? 0) - 1;

/** `A1` is in column 0, `AA1` in column 26. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}

interface Cell {
  column: number;
  type: string;
  style: number;
  value: string;
  hasFormula: boolean;
}

/** Hears the XML of a sheet, and makes rows of it. */
class SheetRows implements XmlHandler {
  private rows: SheetRow[] = [];
  private row: SheetRowBuilder | null = null;
  private nextRow = 0;
  private nextColumn = 0;
  private cell: Cell | null = null;
  private isInValue = false;
  private readonly inlineText = new RichText();

  constructor(
    private readonly shared: Shared,
    private readonly merged: MergedCells,
  ) {}

  /** The rows since the last call. */
  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') {
      this.row = new SheetRowBuilder(attributes['r'] ? Number(attributes['r']) - 1 : this.nextRow);
      this.nextColumn = 0;
    } else if (name === 'c') {
      const { r, t = 'n', s } = attributes;
      const column = r ? columnOf(r) : this.nextColumn;
      this.nextColumn = column + 1;
      this.cell = { column, type: t, style: Number(s ?? -1), value: '', hasFormula: false };
    } else if (name === 'v') {
      this.isInValue = true;
    } else if (name === 'f' && this.cell) {
      this.cell.hasFormula = true;
    } else if (this.cell?.type === 'inlineStr') {
      this.inlineText.open(name);
    }
  }

  text(part: string): void {
    if (!this.cell) return;
    if (this.isInValue) this.cell.value += part;
    else if (this.cell.type === 'inlineStr') this.inlineText.add(part);
  }

  close(name: string): void {
    if (name === 'v') this.isInValue = false;
    else if (name === 'c') this.endCell();
    else if (name === 'row') this.endRow();
    else if (this.cell?.type === 'inlineStr') this.inlineText.close(name);
  }

  private endRow(): void {
    if (!this.row) return;
    this.nextRow = this.row.index + 1;
    this.rows.push(this.row.done(this.merged));
    this.row = null;
  }

  private endCell(): void {
    const { row, cell } = this;
    this.cell = null;
    if (!row || !cell) return;
    const { column, type, value, style } = cell;
    // The result of a formula may be an empty text.
    if (cell.hasFormula && value === '' && type !== 'str') row.hasOpenFormula = true;
    if (type === 's') row.set(column, this.shared.strings[Number(value)] ?? '');
    else if (type === 'inlineStr') row.set(column, this.inlineText.take());
    else if (type === 'str') row.set(column, unescaped(value));
    else if (type === 'b' && value !== '') row.set(column, /^(1|true)$/i.test(value) ? 'TRUE' : 'FALSE');
    else if (type === 'n' && this.shared.isDate[style]) row.set(column, dateOf(value, this.shared.startsIn1904));
    else if (type === 'n' && value !== '') row.setNumber(column, value);
    else row.set(column, value);
  }
}
