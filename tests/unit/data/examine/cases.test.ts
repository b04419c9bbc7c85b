// Awkward files that read as tables: which columns are guessed, their classes, and what is found.

import { expect, test } from 'vitest';
import { RowCleaner } from '../../../../src/data/clean/clean';
import { textCleaner } from '../../../../src/data/clean/cleanText';
import { labelReader } from '../../../../src/data/clean/labels';
import { DataSetExamination } from '../../../../src/data/examine/dataSetExamination';
import { loadLanguageDetector } from '../../../../src/data/examine/language';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { noCleaning } from '../../../../src/domain/cleaning';
import { plainLabelling } from '../../../../src/domain/labelling';
import { dataFile, readRows } from '../../../support/tables';

const detectLanguage = await loadLanguageDetector();

async function examine(path: string) {
  const { columns, rows } = await readRows(dataFile(`cases/${path}`));
  const choice = guessColumns(columns, rows);
  const labels = labelReader(plainLabelling, choice, columns);
  const texts = rows.map((cells) => cells[choice.text] ?? '');
  const cleaner = new RowCleaner();
  rows.forEach((cells, row) => cleaner.add(row, texts[row] ?? '', labels(cells)));
  const examination = new DataSetExamination({
    rowCount: rows.length,
    countTokens: (text) => text.length,
    detectLanguage,
  });
  for (const look of ['add', 'addAgain'] as const) {
    rows.forEach((cells, row) => examination[look](texts[row] ?? '', labels(cells)));
  }
  const { findings, languages } = examination.finish();
  return {
    columns: [columns[choice.text], columns[choice.label]],
    labels: cleaner.finish().labels,
    texts,
    findings,
    languages,
  };
}

test('17: labels that are numbers below 0', async () => {
  const { columns, labels, findings } = await examine('17-labels-that-are-numbers/minus_one.csv');
  expect(columns).toEqual(['sentence', 'y']);
  expect(labels).toEqual(['-1', '0', '1']);
  expect(findings.map(({ kind }) => kind)).not.toContain('labelSpelling');
});

test('h10: control characters where apostrophes were', async () => {
  const { texts, findings } = await examine('h10-c1-control-characters/tweets.csv');
  expect(findings.find(({ kind }) => kind === 'mojibake')?.rows).toHaveLength(20);
  const clean = textCleaner({ ...noCleaning, steps: ['mojibake'] });
  expect(texts.map(clean).filter((text) => /(can|don|it|I)’(t|s|m)/.test(text))).toHaveLength(20);
});

test('h12: the language of texts', async () => {
  const { labels, languages } = await examine('h12-language-note/hotel.csv');
  expect(labels).toEqual(['gut', 'schlecht']);
  expect(languages[0]).toMatchObject({ language: 'de' });
});
