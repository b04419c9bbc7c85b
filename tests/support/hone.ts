// What a person does on the page, by the names that things have on it.

import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test, type Download, type Locator, type Page } from '@playwright/test';
import { dataLines, readData } from './dataFiles';

/** The path of a file of tests/data as a person has it, not packed. */
export function fileOnDisk(path: string): string {
  const copy = test.info().outputPath(basename(path));
  writeFileSync(copy, readData(path));
  return copy;
}

/** The first lines of a text file of tests/data. */
export const firstLines = (path: string, count: number): Buffer =>
  Buffer.from(`${dataLines(path).slice(0, count).join('\n')}\n`);

type DownloadButton =
  | 'Download model'
  | 'Download report'
  | 'Download predictions'
  | 'Download as Excel'
  | 'Download page'
  | 'Download web folder'
  | 'Back up the model';

export class Hone {
  readonly results: Locator;
  readonly alert: Locator;
  /** The bar of the training that is under way. */
  readonly job: Locator;

  constructor(readonly page: Page) {
    this.results = page.getByRole('region', { name: 'Results' });
    this.alert = page.getByRole('alert');
    this.job = page.getByRole('region', { name: 'Job' });
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(path);
    await expect(this.page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
  }

  /** Waits until everything is kept for offline use. */
  async keptForOffline(): Promise<void> {
    await expect(this.page.getByText('Works offline')).toBeVisible({ timeout: 60_000 });
  }

  /** Chooses a file as it lies on disk. */
  async chooseFile(path: string): Promise<void> {
    await this.page.getByLabel('Choose a CSV file').setInputFiles(path);
  }

  async choose(name: string, content: Buffer): Promise<void> {
    await this.page.getByLabel('Choose a CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer: content });
  }

  /** Waits until the rows are split and can be trained on. */
  async ready(): Promise<void> {
    await expect(this.page.getByText('held out to test')).toBeVisible({ timeout: 60_000 });
  }

  /** Chooses a base model. */
  async baseModel(id: string): Promise<void> {
    const choice = this.page.getByRole('combobox', { name: 'Base model' });
    await choice.selectOption(id);
    await expect(choice).toHaveValue(id);
  }

  /** Chooses the quicker of the models that come with the app, where a journey is not about the model. */
  async quickModel(): Promise<void> {
    await this.baseModel('all-MiniLM-L6-v2');
  }

  async computeWith(name: 'Automatic' | 'Graphics card (WebGPU)' | 'Processor (WebAssembly)') {
    await this.openAdvanced();
    await this.page.getByLabel('Compute with').selectOption({ label: name });
  }

  async depth(name: 'Head' | 'Top layers' | 'Whole model'): Promise<void> {
    // A click, even on what is chosen already: it says that the user wants it so.
    await this.page.getByRole('radio', { name }).click();
  }

  async openAdvanced(): Promise<void> {
    const advanced = this.page.getByRole('button', { name: 'Advanced' });
    if ((await advanced.getAttribute('aria-expanded')) === 'false') await advanced.click();
  }

  async set(name: string, value: number): Promise<void> {
    await this.openAdvanced();
    await this.page.getByRole('spinbutton', { name }).fill(String(value));
    await this.page.getByRole('spinbutton', { name }).blur();
  }

  async startTraining(): Promise<void> {
    await this.page.getByRole('button', { name: 'Train', exact: true }).click();
  }

  async train(timeout = 500_000): Promise<void> {
    await this.startTraining();
    await this.untilTrained(timeout);
  }

  /** Waits until the training that was begun is over. Results of an earlier one stay meanwhile. */
  async untilTrained(timeout = 500_000): Promise<void> {
    await expect(this.job.or(this.alert.filter({ hasText: /./ }))).toBeVisible();
    await expect(this.job).toBeHidden({ timeout });
    await expect(this.alert).toHaveText('');
    await expect(this.results).toBeVisible();
  }

  /** A number of the result by its term, such as `Accuracy`; percentages as shares. */
  async result(term: string): Promise<number> {
    const value = await this.results
      .locator('dl > div', { has: this.page.locator('dt', { hasText: new RegExp(`^${term}$`) }) })
      .locator('dd')
      .innerText();
    const number = Number.parseFloat(value.replaceAll(',', ''));
    return value.includes('%') ? number / 100 : number;
  }

  async classify(text: string): Promise<string> {
    await this.page.getByRole('textbox', { name: 'Text to classify' }).fill(text);
    await this.page.getByRole('button', { name: 'Classify' }).click();
    await expect(this.page.getByRole('button', { name: 'Classify' })).toBeEnabled({
      timeout: 60_000,
    });
    const answer = this.page.getByRole('status', { name: 'Prediction' });
    await expect(answer).toHaveAttribute('aria-busy', 'false');
    return answer.innerText();
  }

  /** Classifies the rows of a file; gives the path of the table that is downloaded. */
  async classifyFile(name: string, content: Buffer): Promise<string> {
    await this.page
      .getByLabel('Choose a file to classify')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: content });
    const finished = this.page.getByRole('button', { name: 'Download predictions' });
    await expect(finished).toBeEnabled({ timeout: 120_000 });
    return (await this.download('Download predictions')).path();
  }

  /** Which parts go into the zip, by their names. */
  async chooseFormats(wanted: Record<string, boolean>): Promise<void> {
    const open = this.page.getByRole('button', { name: 'Choose the formats' });
    if ((await open.getAttribute('aria-expanded')) === 'false') await open.click();
    for (const [name, checked] of Object.entries(wanted)) {
      await this.page.getByRole('checkbox', { name, exact: true }).setChecked(checked);
    }
  }

  async download(button: DownloadButton): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download', { timeout: 120_000 }),
      this.page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    return download;
  }
}

/** Opens the page, chooses the quicker model, and gives it rows. */
export async function openRows(hone: Hone, name: string, content: Buffer): Promise<void> {
  await hone.open();
  await hone.quickModel();
  await hone.choose(name, content);
  await hone.ready();
}

/** Notes every task of the main thread that takes long, from now on; read with `longTasks`. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(globalThis, { longTaskDurations: durations });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(Math.round(duration));
    }).observe({ type: 'longtask' });
  });
}

/** Milliseconds of each task over 50 ms since `watchLongTasks`. */
export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => Reflect.get(globalThis, 'longTaskDurations') as number[]);
}
