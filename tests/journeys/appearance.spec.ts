// Accessible in light and dark, by keyboard, and at phone width.

import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { firstLines, Hone } from '../support/hone';

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

/** Opens the parts of the tested rows, and what led to the answers on one of them and on the new text. */
async function openExplanation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Where it does better and worse' }).click();
  await expect(page.getByRole('table', { name: 'Parts of the tested rows' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Answers' }).selectOption('all');
  await page
    .getByRole('button', { name: /^Why\?/ })
    .first()
    .click();
  const words = page.getByRole('button', { name: 'Which words mattered' });
  await words.first().click();
  await expect(page.getByRole('combobox', { name: 'What pushed towards' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Nearest training rows' }).first().click();
  await expect(page.getByRole('table', { name: 'Nearest training rows' })).toBeVisible();
}

/** In light and in dark. */
async function expectAccessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

async function expectNoWiderThanAPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overflow).toBe(0);
}

test('no accessibility violations in light and dark; at phone width nothing is wider than the screen', async ({
  page,
}) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.keptForOffline();
  await expectAccessibleInBoth(page);
  await hone.quickModel();
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 120));
  await hone.ready();
  await hone.openAdvanced();
  await hone.train();
  await hone.classify('a moving film');
  await openExplanation(page);
  for (const name of ['Can its confidence', 'Curves', 'When unsure', 'Choose the formats']) {
    await page.getByRole('button', { name }).click();
  }
  await page.getByRole('checkbox', { name: 'Let it say' }).check();
  await expect(page.getByRole('img', { name: /^ROC curve/ })).toBeVisible();
  await expectAccessibleInBoth(page);

  await expectNoWiderThanAPhone(page);
});

test('with many labels and long ones too', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  const lines = firstLines('sst2/train.tsv', 144).toString().trim().split('\n');
  const rows = lines.map((line, row) => {
    const label = row % 12 === 0 ? 'payment terms of business customers abroad' : `label${row % 12}`;
    return `${line.split('\t')[0]}\t${label}`;
  });
  await hone.choose('labels.tsv', Buffer.from(`text\tlabel\n${rows.join('\n')}\n`));
  await hone.ready();
  await hone.depth('Head');
  await hone.set('Epochs', 1);
  await hone.train();
  await expectNoWiderThanAPhone(page);
});

test('by keyboard alone', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Choose a CSV file')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Choose a folder', { exact: true })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeFocused();
  await page.keyboard.press('Enter');
  await hone.ready();
  const train = page.getByRole('button', { name: 'Train', exact: true });
  for (let presses = 0; presses < 15; presses++) {
    if (await train.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(train).toBeFocused();
});

test('a file dropped anywhere on the page is read', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  const content = firstLines('sst2/train.tsv', 50).toString();
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'dropped.tsv'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
  }, content);
  await hone.ready();
  await expect(page.getByText('dropped.tsv').first()).toBeVisible();
});
