// Texts that went on in columns without a name.

import { expect, test } from 'vitest';
import { dataLines } from '../../../support/dataFiles';
import { readRows } from '../../../support/tables';

const messages = dataLines('sms_spam_uci/SMSSpamCollection.tsv').slice(0, 300);
/** As a spreadsheet saves it: commas part the texts of each tenth row. */
const spilt = (header: string, write = (label = '', cells: string[] = []) => [label, ...cells]) =>
  messages.map((line, row) => {
    const [label, text = ''] = line.split('\t');
    const cells = row % 10 === 3 ? text.split(',').slice(0, 3) : [text.replaceAll(',', '')];
    const filled = write(label, cells);
    return {
      text: cells.join(),
      line: [...filled, ...new Array<string>(5 - filled.length).fill('')]
        .map((cell) => `"${cell.replaceAll('"', '""')}"`)
        .join(),
      header,
    };
  });
const read = async (rows: ReturnType<typeof spilt>) =>
  readRows(new Blob([[rows[0]?.header, ...rows.map(({ line }) => line)].join('\n')]));

test.each(['v1,v2,,,', 'v1,v2,Unnamed: 2,Unnamed: 3,Unnamed: 4'])('are joined again: %s', async (header) => {
  const rows = spilt(header);
  const { columns, rows: found, odd } = await read(rows);
  expect(columns).toEqual(['v1', 'v2']);
  expect(found.map(([, text]) => text)).toEqual(rows.map(({ text }) => text));
  const parted = rows.filter(({ text }) => text.includes(',')).length;
  expect(odd).toMatchObject({ surplus: parted, short: 0 });
  expect(parted).toBeGreaterThan(3);
});

test('columns without a name that most rows have, or beside a label, stay', async () => {
  const notes = spilt('v1,v2,,,', (label, cells = []) => [label ?? '', cells[0] ?? '', 'a note', '', '']);
  expect((await read(notes)).columns).toHaveLength(5);
  const labelLast = spilt('text,label,,,', (label, [text = '', ...others] = []) => [text, label ?? '', ...others]);
  expect((await read(labelLast)).columns).toHaveLength(5);
});

test('rows that are odd are known by their place', async () => {
  const { jumps, odd } = await readRows(new Blob([`text,label\n${'a b,x\n\nc d,y\n'.repeat(3)}too,many,z\nfew\n`]));
  expect(odd).toMatchObject({ surplus: 1, short: 1 });
  expect(jumps.length).toBeGreaterThan(1);
});
