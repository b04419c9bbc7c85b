import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csvLine, formula, predictionCells, predictionColumns } from '../../../src/export/predictionTable';

describe('cells that a spreadsheet would run', () => {
  // The characters of OWASP's "CSV Injection", and their full-width forms.
  test.each(['=1+1', '+1+1', '-1+cmd', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＠x', '-', '=-5'])(
    '%j is one',
    (cell) => expect(formula.test(cell)).toBe(true),
  );
  test.each(['', 'a=b', '-5', '+1.5', '-1,234.50', '-1.5e-3', '-12%', "'=1", ' text', '1+1'])('%j is none', (cell) =>
    expect(formula.test(cell)).toBe(false),
  );
});

test('the rows come back as they were, formulas with an apostrophe in front, predictions beside them', () => {
  const rows = [
    ['1', '=HYPERLINK("http://x","y")'],
    ['-2', 'two\nlines, and "quotes"'],
    ['3', ''],
  ];
  const said = {
    prediction: '=good',
    confidence: 0.75,
    probabilities: [0.75, 0.25],
    unsure: false,
  };
  const form = { delimiter: ';', hasUnsure: true } as const;
  const answers = [said, { ...said, unsure: true }, null];
  const lines = rows.map((cells, row) => [...cells, ...predictionCells(answers[row], 2, form)]);
  const header = predictionColumns(['prediction', 'text'], ['=good', 'bad'], form);
  const csv = [header, ...lines].map((cells) => csvLine(cells, form)).join('');
  expect(Papa.parse(csv, { delimiter: ';', skipEmptyLines: true }).data).toEqual([
    [
      ...['prediction', 'text', 'prediction (2)', 'confidence', 'ask a person'],
      ...['probability of =good', 'probability of bad'],
    ],
    ['1', '\'=HYPERLINK("http://x","y")', "'=good", '0.750000', 'no', '0.750000', '0.250000'],
    ['-2', 'two\nlines, and "quotes"', "'=good", '0.750000', 'yes', '0.750000', '0.250000'],
    ['3', '', '', '', '', '', ''],
  ]);
});
