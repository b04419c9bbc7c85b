// `npm run bench:classify`: a file of 10,000 rows and one of 100,000 (HONE_BENCH_ROWS) classified as the page does it, in
// one run: rows a second, and the largest heap of the worker, which ten times the rows must not raise.

import { commands } from 'vitest/browser';
import { expect, test } from 'vitest';
import { dataWorker, trainingWorker } from '../../src/bridge/workers';
import { defaultRecipe } from '../../src/domain/recipe';

const mostRows = Number(import.meta.env['HONE_BENCH_ROWS'] ?? 100_000);
const silent = () => {};
const { signal } = new AbortController();

/** A model that knows two labels, trained on few rows: how good it is does not matter here. */
async function trainedModel(): Promise<string> {
  const rows = Array.from({ length: 60 }, (_, row) =>
    row % 2 === 0 ? `a lovely film ${row},good` : `a dull story ${row},bad`,
  );
  const file = new File([`text,label\n${rows.join('\n')}\n`], 'rows.csv');
  const { dataSet, preparation } = await dataWorker.importFiles([file], new Map(), silent, silent);
  const set = await dataWorker.prepare(dataSet.id, preparation, 42, silent, signal);
  const recipe = { ...defaultRecipe, epochs: 2 };
  await dataWorker.tokenize(set.id, recipe, silent);
  const run = { id: 'run', dataSetId: dataSet.id, dataSetName: dataSet.name, preparedSetId: set.id, recipe };
  const wasm = { run: { ...run, startedAt: 0, epochsDone: 0 }, compute: 'wasm', tokenizingSeconds: 0 } as const;
  const listeners = [silent, silent, silent, silent, silent] as const;
  return (await trainingWorker.fineTune(wasm, ...listeners, signal)).model.id;
}

/** Rows of a few words, as they are in tickets and survey answers; written in pieces, so that the page holds none. */
function table(rowCount: number): File {
  const parts: Blob[] = [new Blob(['id,text,note\n'])];
  for (let start = 0; start < rowCount; start += 10_000) {
    const rows = Array.from({ length: Math.min(10_000, rowCount - start) }, (_, index) => {
      const id = start + index;
      return `${id},it was ${id % 2 ? 'fine' : 'late'} again,"a cell that stays as it is, row ${id}"\n`;
    });
    parts.push(new Blob(rows));
  }
  return new File(parts, 'tickets.csv');
}

test('classify a file', async () => {
  const modelId = await trainedModel();
  const peaks: number[] = [];
  for (const rowCount of [mostRows / 10, mostRows]) {
    const file = table(rowCount);
    await commands.watchHeap();
    const finished = await trainingWorker.classifyFile({ modelId, file }, 'wasm', silent, silent, signal);
    const peak = await commands.peakHeap();
    peaks.push(peak);
    expect(finished.rows).toBe(rowCount);
    console.log(
      `${rowCount} rows: ${finished.seconds.toFixed(1)} s, ${(rowCount / finished.seconds).toFixed(0)} rows/s, ` +
        `peak heap ${(peak / 1e6).toFixed(0)} MB, CSV of ${(finished.table.csv.size / 1e6).toFixed(1)} MB`,
    );
  }
  const [few = 0, many = 0] = peaks;
  console.log(`heap at ten times the rows: ${(many / few).toFixed(2)} of what it was`);
});
