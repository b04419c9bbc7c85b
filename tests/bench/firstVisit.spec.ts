// A first visit over a line of 10 Mbit/s (HONE_BENCH_MBITS), from a host that packs what packs: seconds until the page
// can be used, until a file's rows are in, until the default base model is there, and until all of it works offline.

import { expect, test } from '@playwright/test';
import { firstLines, Hone } from '../support/hone';
import { servePlainly } from '../support/staticServer';
import { slowLine } from './slowLine';

const megabits = Number(process.env['HONE_BENCH_MBITS'] ?? 10);

test('a first visit', async ({ page }) => {
  const { url, server } = await servePlainly('dist', { packs: true });
  const line = await slowLine(Number(new URL(url).port), megabits * 1e6);
  const hone = new Hone(page);
  const started = performance.now();
  const after = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const slowUrl = new URL(url);
  slowUrl.port = String(line.port);
  await page.goto(slowUrl.href);
  await expect(page.getByRole('button', { name: 'Choose a CSV file' })).toBeEnabled({ timeout: 60_000 });
  console.log(`${megabits} Mbit/s: the page can be used after ${after()}`);
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 600));
  await hone.ready();
  console.log(`a file’s rows are in after ${after()}`);
  await expect.poll(() => page.evaluate(isDefaultModelKept), { timeout: 180_000, intervals: [100] }).toBe(true);
  console.log(`the default base model is there after ${after()}`);
  await expect(page.getByText('Works offline')).toBeVisible({ timeout: 180_000 });
  console.log(`all of it works offline after ${after()}`);
  line.server.close();
  server.closeAllConnections();
  server.close();
});

/** Runs in the page. */
async function isDefaultModelKept(): Promise<boolean> {
  for (const name of await caches.keys()) {
    const kept = await (await caches.open(name)).keys();
    if (kept.some(({ url }) => url.endsWith('/e5-small-v2/model.safetensors'))) return true;
  }
  return false;
}
