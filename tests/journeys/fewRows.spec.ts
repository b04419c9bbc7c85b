// Few rows: contrastive training, offered only there, and kept only where it is better than a plain head.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { firstLines, Hone, openRows } from '../support/hone';
import { tinyModel } from '../support/tinyModels';

test('contrastive training says what was kept and by how much, and the report says it too', async ({ page }, info) => {
  const hone = new Hone(page);
  await openRows(hone, 'many.tsv', firstLines('sms_spam_uci/SMSSpamCollection.tsv', 160));
  await hone.computeWith('Processor (WebAssembly)');
  const folder = info.outputPath('tiny');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of tinyModel('bert')) writeFileSync(join(folder, name), content);
  await page.getByRole('button', { name: 'Add a model from disk' }).click();
  await page.getByLabel('Choose a model folder').setInputFiles(folder);
  await expect(page.getByRole('combobox', { name: 'Base model' }).locator('option:checked')).toHaveText('tiny');
  await hone.depth('Whole model');
  const method = page.getByRole('combobox', { name: /^Train/ });
  await expect(method.getByRole('option', { name: 'Adapters (LoRA)' })).toHaveCount(1);
  await expect(method.getByRole('option', { name: /contrastive/ })).toHaveCount(0);

  await hone.choose('few.tsv', firstLines('sms_spam_uci/SMSSpamCollection.tsv', 40));
  await method.selectOption({ label: 'Pairs of texts (contrastive)' });
  await expect(page.getByText('kept only where it is better')).toBeVisible();
  await hone.train();
  const said =
    /Over 5 folds, contrastive training was right on (\d+) of (\d+) rows that it had not seen, and a plain head on (\d+)\. So (it|the plain head) was kept/;
  await expect(hone.results).toContainText(said);
  const [, contrastive, rows, head, kept] = said.exec(await hone.results.innerText()) ?? [];
  await hone.download('Download report').then((download) => download.saveAs(info.outputPath('report.json')));
  const report: unknown = JSON.parse(readFileSync(info.outputPath('report.json'), 'utf8'));
  expect(report).toMatchObject({
    contrastive: {
      kept: kept === 'it' ? 'contrastive' : 'head',
      rows: Number(rows),
      right: { contrastive: Number(contrastive), head: Number(head) },
    },
    recipe: { depth: kept === 'it' ? 'whole' : 'head' },
  });
});
