// Tables of any size on disk, for `npm run bench:import`.

import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';

/** Rows that are written again and again, with another number each time. */
const texts = [
  '"A long review, with commas, of a thing that was bought: it came late and it was ""fine""',
  'Short and plain',
  '"Zwei Zeilen\nmit Umlauten: schöne Grüße, und ein Komma',
  'The battery lasts for two days and the screen is bright enough to be read outside',
  '"Not what I had hoped for, but the service was kind and gave the money back at once',
];
const labels = ['positive', 'neutral', 'negative'];

/** Within the project: from elsewhere vitest hands no files to a page. */
const folder = resolve('test-results/large-table');

/** Writes a workbook of so many rows, as Excel does: each text once, in a table beside the sheet. Gives its path. */
export function writeLargeWorkbook(_context: unknown, rowCount: number): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'large.xlsx');
  const plain = texts.map((text) => text.replace(/^"/, '').replaceAll('""', '&quot;'));
  const strings = ['text', 'label', 'id', ...labels];
  const rows = [
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>',
  ];
  for (let row = 2; row < rowCount + 2; row++) {
    rows.push(
      `<row r="${row}" spans="1:3"><c r="A${row}" t="s"><v>${strings.length}</v></c>` +
        `<c r="B${row}" t="s"><v>${3 + (row % labels.length)}</v></c><c r="C${row}"><v>${row}</v></c></row>`,
    );
    strings.push(`${plain[row % plain.length]} ${row}`);
  }
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const files = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"/>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows.join('')}</sheetData></worksheet>`,
  };
  const packed = zipSync(Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, strToU8(xml)])));
  writeFileSync(path, packed);
  return path;
}

/** Writes a CSV of about so many bytes; gives its path. */
export function writeLargeTable(_context: unknown, bytes: number): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'large.csv');
  const file = openSync(path, 'w');
  let written = writeSync(file, 'text,label,id\n');
  for (let row = 0; written < bytes;) {
    let piece = '';
    for (const end = row + 20_000; row < end; row++) {
      const text = texts[row % texts.length] ?? '';
      const closing = text.startsWith('"') ? '"' : '';
      piece += `${text} ${row}${closing},${labels[row % labels.length]},${row}\n`;
    }
    written += writeSync(file, piece);
  }
  closeSync(file);
  return path;
}

export function deleteLargeTable(): void {
  rmSync(folder, { recursive: true, force: true });
}
