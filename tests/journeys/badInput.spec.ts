// What bad input gets: a sentence that says what is wrong and what to do; nothing is lost and the page stays usable.

import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { openProfile } from '../support/chromium';
import { Hone } from '../support/hone';

const rows = (count: number, label: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `"text number ${index}, long enough",${label(index)}`);
const csv = (lines: string[]) => Buffer.from(`text,label\n${lines.join('\n')}\n`);

const cases: [string, Buffer, RegExp][] = [
  ['a workbook', Buffer.from('PK\u0003\u0004 and so on'), /Excel workbook.*save the sheet as CSV/],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /a picture.*Choose/],
  ['an empty file', Buffer.from(''), /empty/],
  ['a header and nothing else', Buffer.from('text,label\n'), /no rows/i],
  ['one column', Buffer.from('text\none\ntwo\nthree\n'), /Only one column.*needs two/],
  ['UTF-16 that is cut', Buffer.from([0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0, 0x0a]), /UTF-16/i],
  ['one class', csv(rows(20, () => 'same')), /only one label: “same”.*at least two/],
  ['a class of one row', csv([...rows(20, (i) => `c${i % 2}`), '"another text here",rare']), /“rare”/],
  ['labels that are ids', csv(rows(40, (i) => `id-${i}`)), /looks like an id/],
];

test('each file that can’t be used gets its own sentence', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  // What can be mended is said where it is mended.
  const said = hone.alert.or(page.getByRole('region', { name: 'Ready to train?' }));
  for (const [name, content, words] of cases) {
    await test.step(name, async () => {
      await hone.choose('table.csv', content);
      await expect(said.filter({ hasText: words })).toBeVisible();
      await expect(page.getByRole('button', { name: 'Train', exact: true, disabled: false })).toHaveCount(0);
    });
  }
  // The page still works, and a good file takes the message away.
  await hone.choose('good.csv', csv(rows(40, (i) => `c${i % 2}`)));
  await hone.ready();
  await expect(hone.alert).toHaveText('');
});

test('another label column mends a wrong guess', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  const lines = Array.from(
    { length: 40 },
    (_, i) => `a text of some length number ${i},same,${i % 2 ? 'good' : 'bad'}`,
  );
  await hone.choose('three.csv', Buffer.from(`text,label,mood\n${lines.join('\n')}\n`));
  await expect(hone.alert).toHaveText(/only one label: “same”/);
  await page.getByLabel('Label column').selectOption({ label: 'mood' });
  await hone.ready();
  await expect(hone.alert).toHaveText('');
  await expect(page.getByText('2 labels', { exact: true })).toBeVisible();
});

test('storage that is full loses nothing, and room made lets the import through', async () => {
  // The quota counts on disk: an ordinary test context has no disk.
  const context = await openProfile(test.info());
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const hone = new Hone(page);
    await hone.open();
    await hone.keptForOffline();
    const session = await context.newCDPSession(page);
    const { origin } = new URL(page.url());
    const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
    // Set before the first import: Chromium counts on the room it found then for half a minute.
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 5_000_000 });
    await hone.choose('first.csv', csv(rows(40, (i) => `c${i % 2}`)));
    await hone.ready();

    // Texts that do not compress, as the store compresses what does.
    const large = csv(Array.from({ length: 300_000 }, (_, index) => `${randomUUID()} ${randomUUID()},${index % 3}`));
    await hone.choose('large.csv', large);
    await expect(hone.alert).toHaveText(/no room left.*Delete/, { timeout: 30_000 });
    const dataSets = page.getByRole('list', { name: 'My data sets' });
    await expect(dataSets.getByRole('listitem')).toHaveCount(1);

    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await hone.choose('large.csv', large);
    await expect(dataSets.getByRole('listitem')).toHaveCount(2, { timeout: 30_000 });
    await dataSets.getByRole('button', { name: 'Open first.csv' }).click();
    await expect(page.getByText('first.csv 40 rows, 1 kB')).toBeVisible();
  } finally {
    await context.close();
  }
});

test('a recipe that can’t be is named at its field', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.choose('good.csv', csv(rows(40, (i) => `c${i % 2}`)));
  await hone.ready();
  await hone.set('Epochs', 0);
  await expect(page.getByText('Epochs must be from 1 to 200.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await expect(page.getByText('Under Advanced, change “Epochs” first.')).toBeVisible();
  await hone.set('Epochs', 3);
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
});

/** Changes the training worker's script on its way to the browser. */
async function beforeTrainingWorker(page: Page, script: string): Promise<void> {
  await page.route('**/training.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script};\n${await response.text()}` });
  });
}

test.describe('without the means to compute', () => {
  test.use({ serviceWorkers: 'block' });
  // A worker that failed is replaced at the next call, which may be on its way when the test is over.
  test.afterEach(({ page }) => page.unrouteAll({ behavior: 'wait' }));

  test('no WebGPU and no SIMD: said at once, and the rows can still be read', async ({ page }) => {
    await beforeTrainingWorker(
      page,
      `Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => undefined });
       WebAssembly.validate = () => false`,
    );
    const hone = new Hone(page);
    await hone.open();
    await expect(hone.alert).toHaveText(/no WebAssembly SIMD.*current Chrome/);
    await hone.choose('good.csv', csv(rows(40, (i) => `c${i % 2}`)));
    await hone.ready();
  });

  test('a worker that dies is said, and the next try gets a fresh one', async ({ page }) => {
    await beforeTrainingWorker(page, `if (!self.name) setTimeout(() => { throw new Error('broken on purpose') }, 0)`);
    const hone = new Hone(page);
    await hone.open();
    await expect(hone.alert).toHaveText(/stopped unexpectedly.*broken on purpose.*try again/);
  });
});
