// Files as nobody's spreadsheet writes them.

import { strToU8, zipSync } from 'fflate';

const sheetType = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of one sheet with these rows, as XML, and these shared strings; level 0 leaves it as large as it is. */
export function sheetOf(rows: string, sharedStrings = '<sst/>', level: 0 | 6 = 6): Blob {
  const relationships = (entries: [id: string, type: string, target: string][]) =>
    `<Relationships>${entries
      .map(([id, type, target]) => `<Relationship Id="${id}" Type="${sheetType}/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`;
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': '<workbook><sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relationships([
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'sharedStrings', 'sharedStrings.xml'],
    ]),
    'xl/sharedStrings.xml': sharedStrings,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  };
  const packed = zipSync(Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, strToU8(xml)])), {
    level,
  });
  return new Blob([packed as BlobPart]);
}
