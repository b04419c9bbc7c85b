// Other base models: of each architecture from disk, trained, and back in the hands of transformers; and what is refused.

import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { checkExports, type ReportedAnswers } from '../support/exportCheck';
import { firstLines, Hone, openRows } from '../support/hone';
import { tinyModel, writeFolder } from '../support/tinyModels';

const rows = () => firstLines('sms_spam_uci/SMSSpamCollection.tsv', 160);

function zipped(files: Map<string, Buffer>, folder = ''): Buffer {
  const entries = [...files].map(([name, content]) => [folder + name, new Uint8Array(content)]);
  return Buffer.from(zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>));
}

async function openAdding(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Add a model from disk' });
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
}

async function addFolder(page: Page, folder: string): Promise<void> {
  await openAdding(page);
  await page.getByLabel('Choose a model folder').setInputFiles(folder);
}

async function addFiles(page: Page, name: string, buffer: Buffer): Promise<void> {
  await openAdding(page);
  const file = { name, mimeType: 'application/zip', buffer };
  await page.getByLabel('Choose a model zip or files').setInputFiles(file);
}

const baseModel = (page: Page) => page.getByRole('combobox', { name: 'Base model' });

/** Trains, until so many models are kept: the result before is shown until the run begins. */
async function trainNext(hone: Hone, models: number): Promise<void> {
  await hone.startTraining();
  const kept = hone.page.getByRole('list', { name: 'My models' }).getByRole('listitem');
  await expect(kept).toHaveCount(models, { timeout: 300_000 });
  await expect(hone.results).toBeVisible();
  await expect(hone.alert).toHaveText('');
}

/** A classifier from elsewhere is in My models at once: nothing is known of how good it is, and it can be used. */
async function useAtOnce(hone: Hone, name: string): Promise<void> {
  const { page } = hone;
  await expect(page.getByText(`${name} is a classifier already`)).toBeVisible();
  await page.getByRole('button', { name: 'Open it' }).click();
  await expect(hone.results).toContainText(`${name} was trained elsewhere`);
  await expect(page.getByRole('list', { name: 'My models' })).toContainText('Not evaluated here');
  expect(await hone.classify('Free entry, call now')).toMatch(/spam|ham/);
  await expect(page.getByRole('button', { name: 'Download report' })).toBeHidden();
}

/** Trains, and keeps the export and what the app computed for the oracle. */
async function trainAndExport(hone: Hone, models: number, out: (name: string) => string) {
  await trainNext(hone, models);
  const [zipPath, reportPath] = [out('model.zip'), out('report.json')] as const;
  await (await hone.download('Download report')).saveAs(reportPath);
  await (await hone.download('Download model')).saveAs(zipPath);
  return { zipPath, report: JSON.parse(readFileSync(reportPath, 'utf8')) as ReportedAnswers };
}

test('each architecture: added from disk, trained, exported, loaded by transformers', async ({ page }, info) => {
  const hone = new Hone(page);
  await openRows(hone, 'sms.tsv', rows());
  await hone.computeWith('Processor (WebAssembly)');
  const exported: Awaited<ReturnType<typeof trainAndExport>>[] = [];
  const models = [
    { name: 'bert-cased', files: tinyModel('bert'), depth: 'Head' },
    {
      name: 'old-distilbert',
      files: tinyModel('distilbert', { vocabularyFiles: true, type: 'F16' }),
      depth: 'Whole model',
    },
    {
      name: 'old-roberta',
      files: tinyModel('roberta', { vocabularyFiles: true }),
      depth: 'Top layers',
    },
    {
      name: 'xlmr',
      files: tinyModel('xlm-roberta', { vocabularyFiles: true, shards: 2, type: 'BF16' }),
      depth: 'Head',
    },
    {
      name: 'spam-filter',
      files: tinyModel('roberta', { labels: ['spam', 'ham'] }),
      depth: 'Head',
    },
  ] as const;
  for (const { name, files, depth } of models) {
    if (name === 'xlmr') await addFiles(page, `${name}.zip`, zipped(files, 'inside/'));
    else await addFolder(page, writeFolder(info.outputPath(name), files));
    const shown = name === 'xlmr' ? 'inside' : name;
    await expect(baseModel(page).locator('option:checked')).toHaveText(shown, { timeout: 30_000 });
    await hone.depth(depth);
    await hone.set('Epochs', 1);
    const own = name === 'spam-filter';
    if (own) await useAtOnce(hone, name);
    // The model's own limit is below the default.
    await expect(page.getByRole('spinbutton', { name: 'Max tokens' })).toHaveValue('64');
    exported.push(
      await trainAndExport(hone, exported.length + (own ? 2 : 1), (file) => info.outputPath(`${name}-${file}`)),
    );
    const note = page.getByText('own head knows these labels, so training started from it');
    await expect(note).toHaveCount(own ? 1 : 0);
  }
  // Long texts in windows.
  await hone.set('Max tokens', 16);
  await page.getByLabel('Long texts').selectOption({ label: 'Read all, in windows' });
  await expect(page.getByText(/^\d+ of \d+ texts have more than 16 tokens: all of it is read/)).toBeVisible();
  await trainNext(hone, models.length + 2);
  expect(await hone.classify('call now '.repeat(40))).toMatch(/spam|ham/);

  checkExports(exported);

  // Still there after a reload, used, and removed.
  await page.reload();
  const kept = page.getByRole('list', { name: 'My base models' });
  await expect(kept.getByRole('listitem')).toHaveCount(models.length);
  await expect(kept.getByRole('listitem').last()).toContainText('3 models of yours need it');
  await page.getByRole('list', { name: 'My models' }).getByRole('button').first().click();
  expect(await hone.classify('Free entry, call now')).toMatch(/spam|ham/);
  await kept.getByRole('button', { name: 'Delete spam-filter' }).click();
  await kept.getByRole('button', { name: 'Delete for good' }).click();
  await expect(kept.getByRole('listitem')).toHaveCount(models.length - 1);
  expect(await page.evaluate(foldersOfModels)).toHaveLength(models.length - 1);
});

/** The folders in the origin private file system that hold base models. */
async function foldersOfModels(): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('models', { create: true });
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

test('what can’t be used is refused in words, and leaves nothing', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  const good = tinyModel('bert');
  const config = JSON.parse(good.get('config.json')?.toString() ?? '') as object;
  const weights = good.get('model.safetensors') ?? Buffer.alloc(0);
  const changed = (name: string, content: Buffer | null) => {
    const files = new Map(good);
    if (content) files.set(name, content);
    else files.delete(name);
    return zipped(files);
  };
  const cases: [RegExp, Buffer][] = [
    [/damaged or no zip/, Buffer.from('no zip at all')],
    [/no config\.json/, zipped(new Map([['a.txt', Buffer.from('a')]]))],
    [/architecture “gpt2”/, changed('config.json', Buffer.from(JSON.stringify({ ...config, model_type: 'gpt2' })))],
    [/config\.json is not readable/, changed('config.json', Buffer.from('['.repeat(100_000)))],
    [/model file can’t be used/, changed('model.safetensors', weights.subarray(0, weights.length - 9))],
    [
      /lacks .*encoder\.layer\.2/,
      changed('config.json', Buffer.from(JSON.stringify({ ...config, num_hidden_layers: 3 }))),
    ],
    [
      /tokenizer has .* tokens and its embedding/,
      changed('tokenizer.json', tinyModel('xlm-roberta').get('tokenizer.json') ?? null),
    ],
    [
      /pytorch_model\.bin.*Convert it once in Python/,
      zipped(
        new Map(
          [...good, ['pytorch_model.bin', Buffer.from('pickle')] as const].filter(
            ([name]) => name !== 'model.safetensors',
          ),
        ),
      ),
    ],
  ];
  for (const [message, zip] of cases) {
    await addFiles(page, 'model.zip', zip);
    await expect(hone.alert).toHaveText(message);
  }
  await expect(baseModel(page)).toHaveValue('e5-small-v2');
  expect(await page.evaluate(foldersOfModels)).toEqual([]);
});
