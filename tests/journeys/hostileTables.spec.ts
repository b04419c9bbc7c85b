// Tables that nobody should make, on the page.

import { expect, test, type Page } from '@playwright/test';
import { Hone, longTasks, watchLongTasks } from '../support/hone';

/** Errors, warnings of the policy, and windows that a script would open. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  return complaints;
}

test('a table of two thousand columns is drawn in part, one of six thousand refused, and the page answers', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const hone = new Hone(page);
  await hone.open();
  await watchLongTasks(page);
  const wide = (count: number) => {
    const others = Array.from({ length: count - 2 }, (_, index) => `column ${index}`);
    const lines = Array.from(
      { length: 40 },
      (_, row) => `text number ${row} of some length,${row % 2 ? 'a' : 'b'}${',x'.repeat(count - 2)}`,
    );
    return Buffer.from(`text,label,${others.join()}\n${lines.join('\n')}\n`);
  };
  await hone.choose('wide.csv', wide(2000));
  await hone.ready();
  await expect(page.getByText('50 of 2,000 columns are shown.')).toBeVisible();
  await hone.choose('wider.csv', wide(6000));
  await expect(hone.alert).toHaveText(/more than 2,000 columns.*Leave only the columns/);
  const keys = Array.from({ length: 60_000 }, (_, row) => `{"text":"a text","k${row}":"x"}`);
  await hone.choose('keys.jsonl', Buffer.from(keys.join('\n')));
  await expect(hone.alert).toHaveText(/more than 2,000 columns/);
  expect(Math.max(0, ...(await longTasks(page)))).toBeLessThan(3000);
  expect(complaints).toEqual([]);
});
