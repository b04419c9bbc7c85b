// Random tables as Python's writers write them: the same cells, or a sentence; never a difference in silence.
// `npm run fuzz:tables` reads 10,000, among them tables by pandas, openpyxl and pyarrow.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Failure } from '../../../../src/domain/failures';
import { readInputs } from '../../../support/tables';
import { ensureTableWriters } from '../../../../tools/setup/ensure-table-writers.mjs';
import { ensurePython } from '../../../../tools/setup/ensure-python.mjs';

interface RandomTable {
  number: number;
  name: string;
  /** What wrote it, in which dialect. */
  how: string;
  header: string[] | null;
  rows: string[][];
  /** In base64. */
  bytes: string;
}

const wanted = Number(process.env['HONE_FUZZ_TABLES'] ?? 150);
const first = Number(process.env['HONE_FUZZ_FIRST'] ?? 0);
const atOnce = 250;
const script = fileURLToPath(new URL('../../../../tools/fixtures/make_random_tables.py', import.meta.url));

function* tables(): Generator<RandomTable> {
  const python = wanted > 5000 ? ensureTableWriters() : ensurePython();
  for (let from = first; from < first + wanted; from += atOnce) {
    const count = Math.min(atOnce, first + wanted - from);
    const { stdout, stderr, status } = spawnSync(python, [script, String(from), String(count)], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (status !== 0) throw new Error(stderr);
    for (const line of stdout.trim().split('\n')) yield JSON.parse(line) as RandomTable;
  }
}

type Verdict = 'the same' | 'said' | { difference: string };

async function verdictOn({ name, bytes, header, rows }: RandomTable): Promise<Verdict> {
  try {
    const file = new File([Buffer.from(bytes, 'base64')], name);
    const read = await readInputs([file]);
    const [table] = read.tables;
    if (!table) return { difference: 'no table' };
    const said = Object.values(read.odd).some((count) => count > 0) || table.doubt;
    // JSON and Parquet name their columns themselves.
    const names = table.header ?? (table.format.kind === 'delimited' ? null : read.columns);
    const own = [...(names ? [names] : []), ...read.rows];
    const difference = differenceOf([...(header ? [header] : []), ...rows], own, table.format);
    if (difference === null) return 'the same';
    return said ? 'said' : { difference };
  } catch (error) {
    if (error instanceof Failure) return 'said';
    throw error;
  }
}

function differenceOf(expected: string[][], read: string[][], format: unknown): string | null {
  const at = expected.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(read[index]));
  if (at < 0 && expected.length === read.length) return null;
  const where = at < 0 ? expected.length : at;
  return `${JSON.stringify(format)}\n  ${expected.length} rows, read ${read.length}; row ${where + 1}:\n  ${JSON.stringify(expected[where])}\n  ${JSON.stringify(read[where])}`;
}

test('random tables', { timeout: 7_200_000 }, async () => {
  const differences: string[] = [];
  const counts = { same: 0, said: 0 };
  for (const table of tables()) {
    const verdict = await verdictOn(table);
    if (verdict === 'the same') counts.same++;
    else if (verdict === 'said') counts.said++;
    else differences.push(`table ${table.number}, ${table.how}\n  ${verdict.difference}`);
  }
  console.log(`${counts.same} the same, ${counts.said} said, ${differences.length} different`);
  expect(differences.join('\n')).toBe('');
  // What is refused tests little.
  expect(counts.same).toBeGreaterThan(0.9 * wanted);
});
