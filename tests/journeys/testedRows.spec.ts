// Where a model fails, and why: from the confusion matrix and from parts of the rows to the rows, the words and the
// training rows behind an answer.

import { expect, test } from '@playwright/test';
import { seededRandom } from '../../src/domain/random';
import { Hone } from '../support/hone';

const things =
  'table chair lamp kettle phone cable screen mouse bottle jacket shoes bag box book pen clock mirror spoon towel brush'.split(
    ' ',
  );
const fillers =
  'ordered monday tuesday kitchen office garden brother sister morning evening blue green small large second third paper metal wooden plastic'.split(
    ' ',
  );

/** One word tells the label; of rows that came by phone, it is left to chance. */
function orders(count: number): Buffer {
  const random = seededRandom(5);
  const pick = (words: string[]) => words[Math.floor(random() * words.length)] ?? '';
  const lines = Array.from({ length: count }, (_, index) => {
    const good = random() < 0.5;
    const channel = ['web', 'shop', 'phone'][index % 3] ?? '';
    const label = channel === 'phone' ? random() < 0.5 : good;
    const verdict = good ? 'excellent' : 'terrible';
    const text = [pick(fillers), pick(things), pick(fillers), verdict, pick(things), pick(fillers)];
    return `${text.join(' ')} ${index},${label ? 'good' : 'bad'},${channel}`;
  });
  return Buffer.from(`text,label,channel\n${lines.join('\n')}\n`);
}

test('from what is confused to the rows, the words and the training rows behind it', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('orders.csv', orders(1200));
  await hone.ready();
  await hone.depth('Head');
  await hone.train();

  // By keyboard along the matrix, to a cell's rows.
  const cells = page.getByRole('table', { name: 'Confusion matrix' }).getByRole('button');
  await cells.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(cells.nth(1)).toBeFocused();
  const cell = Number(await cells.nth(1).innerText());
  await expect(cells.nth(1)).toHaveAccessibleName(
    new RegExp(`^${cell} rows? actually bad, predicted good: show them$`),
  );
  await page.keyboard.press('Enter');
  const area = page.getByRole('region', { name: 'Tested rows' });
  await expect(area).toBeFocused();
  const found = area.getByRole('status').first();
  await expect(found).toHaveText(new RegExp(`^${cell} rows?`));
  const mistakes = page.getByRole('table', { name: 'Misclassified rows' });
  // The surest first: what the word says was not what the label is.
  await expect(mistakes.getByRole('row').nth(1)).toContainText('excellent');
  // What was right opens in the same place.
  const hits = Number(await cells.first().innerText());
  await cells.first().click();
  await expect(page.getByRole('table', { name: 'Rightly classified rows' })).toBeVisible();
  await expect(found).toHaveText(new RegExp(`^${hits} rows`));
  await page.getByRole('navigation', { name: 'Pages of rows' }).getByText('Next').click();
  await expect(page.getByRole('spinbutton', { name: 'Page' })).toHaveValue('2');
  await page.getByRole('searchbox', { name: 'Search their texts' }).fill('TERRIBLE');
  await expect(found).toHaveText(new RegExp(`^${hits} rows`));
  await page.getByRole('button', { name: 'Show all misclassified rows' }).click();
  await expect(mistakes).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Search their texts' })).toHaveValue('');
  await expect(area.getByRole('combobox', { name: 'True label' })).toHaveValue('');

  // The part that is worse, and why: its labels are left to chance.
  await page.getByRole('button', { name: 'Where it does better and worse' }).click();
  const parts = page.getByRole('table', { name: 'Parts of the tested rows' });
  const worst = parts.getByRole('row').nth(1);
  await expect(worst).toContainText(/channel\s*phone/);
  await expect(worst).toContainText('Worse');
  const wrong = Number(await worst.getByRole('button').innerText());
  await worst.getByRole('button').click();
  await expect(area).toBeFocused();
  await expect(found).toHaveText(new RegExp(`^${wrong} rows in the part channel: phone`));

  await mistakes
    .getByRole('button', { name: /^Why\?/ })
    .first()
    .click();
  await area.getByRole('button', { name: 'Which words mattered' }).click();
  await expect(
    area
      .getByRole('list', { name: /^Towards/ })
      .getByRole('listitem')
      .first(),
  ).toHaveText(/^(excellent|terrible)\s+without it \d/);
  await area.getByRole('button', { name: 'Nearest training rows' }).click();
  const near = area.getByRole('table', { name: 'Nearest training rows' });
  await expect(near.getByRole('row')).toHaveCount(6);

  // The label was wrong: put right for the next training, and taken back.
  await page.getByRole('button', { name: 'Change the split' }).click();
  const table = page.getByRole('table', { name: 'Rows by label and split' });
  const rowsOf = async (label: string) => {
    const row = table.getByRole('row').filter({ hasText: label });
    const numbers = await row.locator('td.number').allInnerTexts();
    return numbers.reduce((sum, number) => sum + Number(number), 0);
  };
  const [bad, good] = [await rowsOf('bad'), await rowsOf('good')];
  await area
    .getByRole('button', { name: /^Correct the label of row/ })
    .first()
    .click();
  const right = area.getByRole('combobox', { name: /^Right label of row/ });
  const other = await right.locator('option').nth(1).innerText();
  await right.selectOption(other);
  await area.getByRole('button', { name: 'Correct it' }).click();
  await expect(area.getByRole('button', { name: /^Correct the label/ }).first()).toBeFocused();
  await expect(area.getByText(`Counts as ${other} from the next training on.`)).toBeVisible();
  const [more, less] = other === 'bad' ? [1, -1] : [-1, 1];
  await hone.ready();
  await expect.poll(() => rowsOf('bad')).toBe(bad + more);
  await expect.poll(() => rowsOf('good')).toBe(good + less);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => rowsOf('bad')).toBe(bad);

  // The same for a new text.
  expect(await hone.classify('the terrible lamp from monday')).toMatch(/^bad/);
  const use = page.getByRole('complementary', { name: 'Try it' });
  await use.getByRole('button', { name: 'Which words mattered' }).click();
  await expect(use.getByRole('list', { name: 'Towards bad' }).getByRole('listitem').first()).toContainText('terrible');
  await use.getByRole('button', { name: 'Nearest training rows' }).click();
  await expect(use.getByRole('table', { name: 'Nearest training rows' })).toContainText('terrible');

  // Without the data set, what needs its rows says so.
  const dataSets = page.getByRole('list', { name: 'My data sets' });
  await dataSets.getByRole('button', { name: 'Delete orders.csv' }).click();
  await expect(dataSets.getByRole('listitem')).toHaveCount(0);
  await page.reload();
  await page.getByRole('button', { name: 'Open orders' }).click();
  await page.getByRole('button', { name: 'Where it does better and worse' }).click();
  await expect(page.getByText('The file’s other columns can’t be looked at')).toBeVisible();
  await expect(parts).not.toContainText('channel');
  await mistakes
    .getByRole('button', { name: /^Why\?/ })
    .first()
    .click();
  await area.getByRole('button', { name: 'Nearest training rows' }).click();
  await expect(area.getByText('The training rows are no longer here')).toBeVisible();
});
