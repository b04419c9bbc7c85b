// From a file to a tested model with no setting touched, beside what a person would write with Hugging Face's Trainer, on
// the same rows and cores: SST-2's 1,000 training rows of bench:accuracy's draw (HONE_BENCH_SEEDS), and its test rows.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { ensurePython } from '../../tools/setup/ensure-python.mjs';
import { Hone } from '../support/hone';
import { servePlainly } from '../support/staticServer';

const seeds = (process.env['HONE_BENCH_SEEDS'] ?? '1').split(',').map(Number);

interface Outcome {
  accuracy: number;
  seconds: number;
}

function script(...args: string[]): string {
  const run = spawnSync(ensurePython(), ['tests/bench/hugging_face_script.py', ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim().split('\n').at(-1) ?? '';
}

/** From the drop of the file to the results. The app has been opened before: its models are there. */
async function withHone(page: Page, url: string, rows: Buffer): Promise<Outcome> {
  const hone = new Hone(page);
  await hone.open(url);
  await hone.keptForOffline();
  const started = performance.now();
  await hone.choose('sst2.csv', rows);
  await hone.ready();
  await hone.train();
  const seconds = (performance.now() - started) / 1000;
  const report = await (await hone.download('Download report')).path();
  const { metrics } = JSON.parse(readFileSync(report, 'utf8')) as { metrics: { accuracy: number } };
  return { accuracy: metrics.accuracy, seconds };
}

test('no setting touched, beside a script', async ({ browser }) => {
  const { url, server } = await servePlainly('dist');
  for (const seed of seeds) {
    const file = test.info().outputPath(`rows-${seed}.csv`);
    script('rows', String(seed), file);
    const page = await browser.newPage();
    const own = await withHone(page, url, readFileSync(file));
    await page.context().close();
    const other = JSON.parse(script('train', file)) as Outcome;
    const said = ({ accuracy, seconds }: Outcome) => `${(100 * accuracy).toFixed(1)} % in ${seconds.toFixed(0)} s`;
    console.log(`draw ${seed}: Hone ${said(own)}; the script ${said(other)}`);
    expect(own.accuracy).toBeGreaterThan(0);
  }
  server.closeAllConnections();
  server.close();
});
