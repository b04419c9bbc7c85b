// A project has its address, one bar for its training, and its model beside every stage.

import { expect, test } from '@playwright/test';
import { firstLines, Hone, openRows } from '../support/hone';

test('reload and Back return to the project and its stage; the last results and Try it work while training runs', async ({
  page,
}) => {
  const hone = new Hone(page);
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 300));
  expect(page.url()).toMatch(/#\/p\/[\da-f-]+\/data$/);
  await hone.depth('Head');
  await hone.startTraining();
  // By keyboard: the focus goes where the training can be stopped.
  await expect(hone.job).toBeFocused();
  await hone.untilTrained();
  const accuracy = await hone.result('Accuracy');
  const said = await hone.classify('a gorgeous , witty and moving film');

  const stages = page.getByRole('navigation', { name: 'Stages' });
  await expect(stages.getByRole('listitem')).toHaveText([/✓ 300 rows/, /^Train/, /\d+\.\d %/, /^Use/]);
  await stages.getByRole('link', { name: 'Use' }).click();
  await expect(page.getByRole('button', { name: 'Download model' })).toBeInViewport();
  await stages.getByRole('link', { name: 'Data' }).click();
  await expect(page.getByRole('combobox', { name: 'Text column' })).toBeInViewport();
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Download model' })).toBeInViewport();
  await expect(stages.getByRole('link', { name: 'Use' })).toHaveAttribute('aria-current', 'step');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Download model' })).toBeInViewport({ timeout: 30_000 });
  expect(page.url()).toMatch(/\/use$/);
  expect(await hone.result('Accuracy')).toBe(accuracy);

  // A longer run: what is there already stays in use.
  await hone.ready();
  await hone.depth('Whole model');
  await hone.startTraining();
  await expect(hone.job.getByRole('progressbar', { name: 'Training' })).toBeVisible({ timeout: 60_000 });
  expect(await hone.classify('a gorgeous , witty and moving film')).toBe(said);
  await expect(hone.job).toBeVisible();
  expect(await hone.result('Accuracy')).toBe(accuracy);
  await hone.job.getByRole('button', { name: 'Stop' }).click();
  await expect(hone.job).toBeHidden({ timeout: 60_000 });

  // Home, with the project; and back.
  await page.getByRole('link', { name: 'Hone' }).click();
  const projects = page.getByRole('list', { name: 'My projects' });
  await expect(projects.getByRole('listitem')).toHaveText(/sst2\.tsv.*right on \d+ test rows.*300 rows/);
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toHaveCount(0);
  await page.goBack();
  await expect(hone.results).toBeVisible();
  await page.getByRole('link', { name: 'Hone' }).click();
  await projects.getByRole('button', { name: 'Classify' }).click();
  await expect(page.getByRole('button', { name: 'Download model' })).toBeInViewport({ timeout: 30_000 });
  expect(await hone.classify('a gorgeous , witty and moving film')).toBe(said);
});

test('an answer of another text is greyed; on a phone the try-out is a sheet', async ({ page }) => {
  const hone = new Hone(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 120));
  await hone.depth('Head');
  await hone.train();
  const sheet = page.getByRole('complementary', { name: 'Try it' });
  const text = sheet.getByRole('textbox', { name: 'Text to classify' });
  await expect(text).toBeHidden();
  await sheet.getByRole('button', { name: 'Try it on a text' }).click();
  await hone.classify('a moving film');
  const answer = sheet.getByRole('status', { name: 'Prediction' });
  await expect(answer).toHaveAttribute('aria-busy', 'false');
  await answer.evaluate((element) => {
    const states: (string | null)[] = [];
    Object.assign(globalThis, { busyStates: states });
    const note = () => states.push(element.getAttribute('aria-busy'));
    new MutationObserver(note).observe(element, { attributeFilter: ['aria-busy'] });
  });
  await text.fill('a moving film, and a dull one');
  const seen = () => page.evaluate<string[]>(() => Reflect.get(globalThis, 'busyStates'));
  await expect.poll(seen).toEqual(['true', 'false']);
});
