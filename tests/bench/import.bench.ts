// `npm run bench:import`: a CSV of 1 GB (HONE_BENCH_GB) imported as the page does it, beside the parser alone on the same
// file, in one run. The file is generated, and deleted afterwards. The import's worker may not use more than 300 MB of
// heap: the peak is asked for again and again while it runs. Then 50,000 texts of a file each, in folders named by their
// labels: as a folder, and as a zip; and a workbook of 240,000 rows.

import type {} from '@vitest/browser-playwright';
import { commands, page, userEvent } from 'vitest/browser';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { dataWorker } from '../../src/bridge/workers';
import type { InputFile } from '../../src/domain/inputFiles';

declare module 'vitest/browser' {
  interface BrowserCommands {
    writeLargeTable: (bytes: number) => Promise<string>;
    writeLargeWorkbook: (rows: number) => Promise<string>;
    deleteLargeTable: () => Promise<void>;
    watchHeap: () => Promise<void>;
    peakHeap: () => Promise<number>;
  }
}

const gigabytes = Number(import.meta.env['HONE_BENCH_GB'] ?? 1);

/** Hands a file of the disk to the page, as a person does. */
async function choose(path: string): Promise<File> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', ariaLabel: 'Table' });
  document.body.append(input);
  await userEvent.upload(page.getByLabelText('Table'), path);
  const file = input.files?.[0];
  input.remove();
  if (!file) throw new Error('No file.');
  return file;
}

function parseAlone(file: File): Promise<number> {
  const worker = new Worker(new URL('./parserWorker.ts', import.meta.url), { type: 'module' });
  return new Promise<number>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data));
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}

const importOf = (own: File) =>
  dataWorker.importFiles(
    [own],
    new Map(),
    () => {},
    () => {},
  );

async function time<T>(run: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const result = await run();
  return [result, (performance.now() - started) / 1000];
}

const small = new File(['text,label\na,b\nc,d\n'], 'small.csv');

test('import', async () => {
  const path = await commands.writeLargeTable(gigabytes * 1e9);
  try {
    const file = await choose(path);
    const megabytes = file.size / 1e6;
    // The development server compiles a worker when it is first asked for: that is nobody's import.
    await dataWorker.deleteDataSet((await importOf(small)).dataSet.id);
    await parseAlone(small);
    const [parsedRows, parserSeconds] = await time(() => parseAlone(file));
    await commands.watchHeap();
    const [opened, importSeconds] = await time(() => importOf(file));
    const peak = await commands.peakHeap();
    const { id, rowCount } = opened.dataSet;
    const side = (name: string, seconds: number) =>
      `${name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s  ${(megabytes / seconds).toFixed(0).padStart(4)} MB/s`;
    console.log(
      [
        `${megabytes.toFixed(0)} MB, ${rowCount} rows`,
        side('the parser alone', parserSeconds),
        side('import into store', importSeconds),
        `speed of the import against the parser: ${(parserSeconds / importSeconds).toFixed(2)}`,
        `peak heap of the import: ${peak > 0 ? `${(peak / 1e6).toFixed(0)} MB` : 'not measured'}`,
      ].join('\n'),
    );
    // The header is a row to the parser, and so is what follows the last line end.
    expect(parsedRows - rowCount).toBeLessThanOrEqual(2);
    await dataWorker.deleteDataSet(id);
  } finally {
    await commands.deleteLargeTable();
  }
});

/** Some 1,300 characters, as long as a film review. */
const review = (index: number) => `Review ${index}. ${'The film was long, and its plot thin; '.repeat(34)}`;

test('a text a file', async () => {
  const paths = Array.from(
    { length: 50_000 },
    (_, i) => `reviews/${i % 2 ? 'train' : 'test'}/${i % 4 < 2 ? 'pos' : 'neg'}/${i}.txt`,
  );
  const files = paths.map((path, index) => ({ path, content: new File([review(index)], path) }));
  const size = files.reduce((sum, { content }) => sum + content.size, 0);
  const zip = zipSync(Object.fromEntries(paths.map((path, index) => [path, strToU8(review(index))])), { level: 1 });
  const inputs: InputFile[] = [{ name: 'reviews', size, files }, new File([zip as BlobPart], 'reviews.zip')];
  for (const input of inputs) {
    await commands.watchHeap();
    const started = performance.now();
    const { dataSet } = await dataWorker.importFiles(
      [input],
      new Map(),
      () => {},
      () => {},
    );
    const seconds = (performance.now() - started) / 1000;
    const peak = await commands.peakHeap();
    console.log(
      `${input.name}: ${dataSet.rowCount} files in ${seconds.toFixed(1)} s, peak heap ${peak > 0 ? `${(peak / 1e6).toFixed(0)} MB` : 'not measured'}`,
    );
    expect(dataSet.rowCount).toBe(50_000);
    await dataWorker.deleteDataSet(dataSet.id);
  }
});

test('a workbook', async () => {
  try {
    const few = await importOf(await choose(await commands.writeLargeWorkbook(3)));
    await dataWorker.deleteDataSet(few.dataSet.id);
    const file = await choose(await commands.writeLargeWorkbook(240_000));
    await commands.watchHeap();
    const [opened, seconds] = await time(() => importOf(file));
    const peak = await commands.peakHeap();
    const { id, rowCount } = opened.dataSet;
    console.log(
      `a workbook of ${(file.size / 1e6).toFixed(1)} MB, ${rowCount} rows: ${seconds.toFixed(1)} s, ` +
        `peak heap ${peak > 0 ? `${(peak / 1e6).toFixed(0)} MB` : 'not measured'}`,
    );
    expect(rowCount).toBe(240_000);
    await dataWorker.deleteDataSet(id);
  } finally {
    await commands.deleteLargeTable();
  }
});
