// The whole job on real rows, then with the network off, then after a reload; and the model in other hands.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { readXlsx } from 'hucre/xlsx';
import Papa from 'papaparse';
import { checkExports } from '../support/exportCheck';
import { firstLines, Hone } from '../support/hone';
import { checkExportedPage, checkPageFile, unpackPage } from '../support/exportedPage';

interface Report {
  appVersion: string;
  data: { fileName: string; rowsRead: number; rowsKept: number; rowsDropped: object };
  backend: string;
  recipe: { maxTokens: number };
  history: { validationLoss: number }[];
  metrics: { accuracy: number; testRows: number };
  intervals: { accuracy: { interval: { low: number; high: number } } };
  baselines: { name: string; estimates: { accuracy: { value: number } } }[];
  calibration: { temperature: number; rows: number };
  unsureBelow: number;
  labels: string[];
  predictions: {
    rowNumber: number;
    text: string;
    predictedLabel: string;
    logits: number[];
    probabilities: number[];
  }[];
}

test('from a CSV to a model that transformers loads, online, offline and after a reload', async ({
  page,
  context,
  browser,
}, info) => {
  const hone = new Hone(page);
  const requests: string[] = [];
  const violations: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedScript|TrustedHTML/i.test(message.text())) {
      violations.push(message.text());
    }
  });

  await hone.open();
  await hone.keptForOffline();

  // In: the file as it is, its two columns found.
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 1000));
  await hone.ready();
  await expect(page.getByRole('combobox', { name: 'Text column' })).toHaveValue('0');
  await expect(page.getByLabel('Label column')).toHaveValue('1');
  await expect(page.getByRole('list', { name: 'My data sets' })).toContainText('1,000 rows');

  // Untouched, it is the head of the model that comes first. How long each depth takes is measured; what is recommended for
  // the other model follows from that, on each machine its own.
  const depth = page.getByRole('radiogroup', { name: 'Depth' });
  await expect(depth.getByRole('radio', { checked: true })).toHaveValue('head');
  await hone.quickModel();
  await expect(depth.getByText(/^about /)).toHaveCount(3, { timeout: 120_000 });
  await hone.baseModel('e5-small-v2');
  await expect(depth.getByRole('radio', { checked: true })).toHaveValue('head');
  await hone.train();
  await expect(hone.results).toContainText('e5-small-v2');
  const accuracy = await hone.result('Accuracy');
  expect(accuracy).toBeGreaterThan(0.8);
  expect(await hone.result('Test rows')).toBeGreaterThan(90);
  await expect(page.getByRole('table', { name: 'Confusion matrix' })).toBeVisible();
  const mistakes = page.getByRole('table', { name: 'Misclassified rows' });
  expect(await mistakes.getByRole('row').count()).toBeGreaterThan(4);

  // As one types, and at the click.
  const answer = page.getByRole('status', { name: 'Prediction' });
  await page.getByRole('textbox', { name: 'Text to classify' }).pressSequentially('dull and lifeless');
  await expect(answer).toHaveText(/^\s*0/, { timeout: 30_000 });
  expect(await hone.classify('a gorgeous , witty and moving film')).toMatch(/^1\b/);

  // How far the numbers can be trusted.
  await expect(hone.results).toContainText(/never seen\s\(95 % interval: [\d.]+–[\d.]+ %\)/);
  const compared = page.getByRole('table', { name: 'Compared with simpler ways' });
  await expect(compared.getByRole('row')).toHaveText([
    /Accuracy/,
    /^Most frequent answer, always/,
    /^Word counts/,
    /^This model/,
  ]);
  await page.getByRole('button', { name: 'Can its confidence be trusted?' }).click();
  await expect(hone.results).toContainText('Its confidence was adjusted by one number');
  await expect(page.getByRole('img', { name: /^Reliability diagram/ })).toBeVisible();
  await page.getByRole('button', { name: 'Curves' }).click();
  await expect(page.getByRole('img', { name: /^ROC curve. Area under it: 0\.[789]/ })).toBeVisible();
  await page.getByRole('button', { name: 'When unsure, ask a person' }).click();
  await page.getByRole('checkbox', { name: 'Let it say' }).check();
  const slider = page.getByRole('slider', { name: 'Ask a person below' });
  await slider.fill('99.5');
  await expect(hone.results).toContainText(/Answers [\d.]+ % of texts by itself|answers none of/);
  expect(await hone.classify('the film')).toMatch(/^Not sure: ask a person/);
  await slider.fill('60');
  await expect(hone.results.getByText('below 60.0 %', { exact: true })).toBeVisible();

  // Out: the report, and the model in the hands of transformers.
  const reportPath = info.outputPath('report.json');
  await (await hone.download('Download report')).saveAs(reportPath);
  const report = JSON.parse(readFileSync(reportPath, 'utf8')) as Report;
  expect(report).toMatchObject({
    backend: 'wasm',
    labels: ['0', '1'],
    data: { fileName: 'sst2.tsv', rowsRead: 1000 },
  });
  expect(report.metrics.accuracy).toBeCloseTo(accuracy, 2);
  expect(report.predictions).toHaveLength(report.metrics.testRows);
  const { low, high } = report.intervals.accuracy.interval;
  expect(low).toBeLessThan(accuracy);
  expect(high).toBeGreaterThan(accuracy);
  expect(report.baselines.map(({ name }) => name)).toEqual(['majority', 'tfidf']);
  expect(report.baselines[1]?.estimates.accuracy.value).toBeGreaterThan(0.6);
  // The export's logits, compared below, are already divided by it.
  expect(Math.abs(report.calibration.temperature - 1)).toBeGreaterThan(0.01);
  expect(report.unsureBelow).toBe(0.6);

  // A file: every row with its prediction, the same as in the report; nothing that a spreadsheet would run.
  const tested = report.predictions.slice(0, 30);
  const table = [
    ['id', 'sentence', 'note'],
    ...tested.map(({ rowNumber, text }) => [String(rowNumber), text, '=1+1']),
    ['-7', '', 'naïve'],
  ];
  const classified = await hone.classifyFile('new.csv', Buffer.from(Papa.unparse(table)));
  await expect(page.getByRole('status', { name: 'Classified file' })).toContainText('31 rows of new.csv in');
  const { data } = Papa.parse<Record<string, string>>(readFileSync(classified, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  expect(data).toHaveLength(31);
  tested.forEach(({ rowNumber, predictedLabel, probabilities }, row) => {
    const own = data[row] ?? {};
    expect(own).toMatchObject({ id: String(rowNumber), note: "'=1+1", prediction: predictedLabel });
    probabilities.forEach((probability, id) => expect(Number(own[`probability of ${id}`])).toBeCloseTo(probability, 4));
    expect(Number(own['confidence'])).toBeCloseTo(Math.max(...probabilities), 4);
  });
  expect(data[30]).toMatchObject({ id: '-7', note: 'naïve', prediction: '', confidence: '' });
  // The least sure first, whatever was left to a person said in words; and all of it as a workbook, cells as they were.
  const shown = page.getByRole('region', { name: 'Rows with their predictions' }).getByRole('row');
  await page.getByRole('button', { name: 'Least sure first' }).click();
  const leastSure = data.slice(0, 30).toSorted((a, b) => Number(a['confidence']) - Number(b['confidence']))[0] ?? {};
  await expect(shown.nth(1)).toContainText(leastSure['sentence']?.trim() ?? '');
  await expect(shown.nth(1).getByText('Ask a person')).toHaveCount(leastSure['ask a person'] === 'yes' ? 1 : 0);
  const workbook = await readXlsx(readFileSync(await (await hone.download('Download as Excel')).path()));
  const sheet = workbook.sheets[0]?.rows ?? [];
  expect(sheet).toHaveLength(32);
  expect(sheet[1]?.slice(0, 4)).toEqual([...(table[1] ?? []), tested[0]?.predictedLabel]);
  expect(sheet[31]?.[0]).toBe('-7');

  const zipPath = info.outputPath('model.zip');
  await (await hone.download('Download model')).saveAs(zipPath);
  const rows = report.predictions.slice(0, 64);
  checkExports([{ zipPath, report: { ...report, predictions: rows } }]);

  // The page of its own, on a plain host.
  await hone.chooseFormats({ 'Hugging Face weights': false, 'A web page of its own': true });
  const pageZip = info.outputPath('page.zip');
  await (await hone.download('Download model')).saveAs(pageZip);
  await checkExportedPage(browser, unpackPage(readFileSync(pageZip), info.outputPath('page')), {
    labels: report.labels,
    predictions: rows,
  });

  // And as one file, from the disk.
  const pagePath = info.outputPath('page.html');
  await (await hone.download('Download page')).saveAs(pagePath);
  await checkPageFile(browser, pagePath, { labels: report.labels, predictions: rows });

  // The same with the network off, from a fresh load of the page.
  await context.setOffline(true);
  await page.reload();
  await hone.open();
  await hone.choose('spam.tsv', firstLines('sms_spam_uci/SMSSpamCollection.tsv', 400));
  await hone.ready();
  await hone.depth('Head');
  await hone.train();
  expect(await hone.result('Accuracy')).toBeGreaterThan(0.85);
  expect(await hone.classify('WINNER! Claim your free prize, call 09061701461 now')).toMatch(/^spam/);
  await hone.chooseFormats({ 'A web page of its own': true });
  const spam = await hone.download('Download model');
  expect(spam.suggestedFilename()).toBe('spam-classifier.zip');
  await spam.saveAs(info.outputPath('spam.zip'));
  const pages = unpackPage(readFileSync(info.outputPath('spam.zip')), info.outputPath('spam'));
  expect(readdirSync(pages)).toContain('engine.js');

  // Still there after another reload: used and downloaded again.
  await page.reload();
  const models = page.getByRole('list', { name: 'My models' });
  await expect(models.getByRole('listitem')).toHaveCount(2);
  await expect(page.getByRole('list', { name: 'My data sets' }).getByRole('listitem')).toHaveCount(2);
  // The last project is open; the other model takes its place.
  await expect(hone.results).toContainText('spam');
  await models.getByRole('button', { name: 'Open sst2' }).click();
  await expect(hone.results).toContainText('sst2');
  expect(await hone.result('Accuracy')).toBeCloseTo(accuracy, 3);
  await expect(hone.results.getByText('below 60.0 %', { exact: true })).toBeVisible();
  expect(await hone.classify('a dull , lifeless mess')).toMatch(/^0\b/);
  const again = info.outputPath('again.zip');
  await (await hone.download('Download model')).saveAs(again);
  expect(readFileSync(again).equals(readFileSync(zipPath))).toBe(true);

  // Deleted, and back from its download: the same answers, the same numbers.
  const said = await hone.classify('a gorgeous , witty and moving film');
  await models.getByRole('button', { name: 'Delete sst2' }).click();
  // By keyboard: the focus stays in the list.
  await expect(models).toBeFocused();
  await expect(models.getByRole('listitem')).toHaveCount(1);
  await expect(hone.results).toBeHidden();
  // Beside open rows it would be a base model first of all.
  await page.getByRole('link', { name: 'Hone' }).click();
  await page.getByRole('button', { name: 'Add a model from disk' }).click();
  await page.getByLabel('Choose a model zip or files').setInputFiles(zipPath);
  await expect(hone.results).toBeVisible({ timeout: 60_000 });
  await expect(models.getByRole('listitem')).toHaveCount(2);
  expect(await hone.result('Accuracy')).toBeCloseTo(accuracy, 3);
  expect(await hone.classify('a gorgeous , witty and moving film')).toBe(said);

  const origin = new URL(page.url()).origin;
  const foreign = requests.filter((url) => !url.startsWith(origin) && !url.startsWith(`blob:${origin}`));
  expect(foreign).toEqual([]);
  expect(violations).toEqual([]);
});
