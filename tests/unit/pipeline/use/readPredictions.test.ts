import { readXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { sheetLimits, type PredictionTable } from '../../../../src/domain/classifiedFile';
import type { TrainedModel } from '../../../../src/domain/run';
import { PredictionCsv } from '../../../../src/pipeline/use/predictionCsv';
import { readPredictions, writeWorkbook } from '../../../../src/pipeline/use/readPredictions';
import type { Answer } from '../../../../src/pipeline/use/textClassifier';
import { trainedModel } from '../../../support/trainedModel';

const model: TrainedModel = { ...trainedModel(['good', '=bad']), unsureBelow: 0.6 };

function answer(labelId: number, confidence: number): Answer {
  const probabilities = labelId === 0 ? [confidence, 1 - confidence] : [1 - confidence, confidence];
  const prediction = model.labels[labelId] ?? '';
  return { labelIds: [labelId], prediction, confidence, probabilities, unsure: confidence < 0.6 };
}

const long = 'x'.repeat(sheetLimits.characters + 5);
const rows = [
  ['12345678901234567890', 'fine'],
  ['=1+1', 'zwölf "Zeilen",\n; and a second line'],
  ['007', ''],
  ['_x0041_', `-${long}`],
  ['-5', '  padded  '],
];
const answers = [answer(0, 0.9), answer(1, 0.55), null, answer(0, 0.7), answer(1, 0.99)];

function tableOf(delimiter: ',' | ';'): PredictionTable {
  const out = new PredictionCsv(model, ['id', 'text'], delimiter);
  out.add(rows.slice(0, 2), answers.slice(0, 2));
  out.add(rows.slice(2), answers.slice(2));
  const { table, ...counted } = out.finish(1);
  expect(counted).toEqual({ rows: 5, withoutText: 1, counts: [2, 2], unsure: 1, seconds: 1 });
  return table;
}

test.each([',', ';'] as const)('rows are read back as they were, in each order (%s)', async (delimiter) => {
  const table = tableOf(delimiter);
  const inFile = await readPredictions(table, 'file', 0, 10);
  expect(inFile.map(({ cells }) => cells)).toEqual(rows);
  expect(inFile.map(({ prediction }) => prediction)).toEqual(['good', '=bad', '', 'good', '=bad']);
  expect(inFile.map(({ confidence }) => confidence)).toEqual([0.9, 0.55, null, 0.7, 0.99]);
  expect(inFile.map(({ unsure }) => unsure)).toEqual([false, true, false, false, false]);
  const places = async (...how: ['leastSure' | 'mostSure', number, number]) =>
    (await readPredictions(table, ...how)).map(({ index }) => index);
  expect(await places('leastSure', 0, 3)).toEqual([1, 3, 0]);
  expect(await places('leastSure', 3, 3)).toEqual([4]);
  expect(await places('mostSure', 0, 10)).toEqual([4, 0, 3, 1]);
});

test('in the workbook the file’s cells are text, predictions numbers, and nothing is run', async () => {
  const { signal } = new AbortController();
  const { file, cutCells } = await writeWorkbook(tableOf(','), () => {}, signal);
  expect(cutCells).toBe(1);
  const { sheets } = await readXlsx(new Uint8Array(await file.arrayBuffer()));
  expect(sheets).toHaveLength(1);
  const [header, first, second, third, fourth, fifth] = sheets[0]?.rows ?? [];
  expect(header).toEqual([
    ...['id', 'text', 'prediction', 'confidence', 'ask a person'],
    ...['probability of good', 'probability of =bad'],
  ]);
  expect(first).toEqual(['12345678901234567890', 'fine', 'good', 0.9, 'no', 0.9, 0.1]);
  expect(second).toEqual(['=1+1', rows[1]?.[1], '=bad', 0.55, 'yes', 0.45, 0.55]);
  expect(third?.filter((cell) => cell !== null)).toEqual(['007']);
  expect(fourth?.slice(0, 2)).toEqual(['_x0041_', `-${long}`.slice(0, sheetLimits.characters)]);
  expect(fifth?.slice(0, 2)).toEqual(['-5', '  padded  ']);
});

test('a workbook is stopped between two pieces', async () => {
  await expect(writeWorkbook(tableOf(','), () => {}, AbortSignal.abort())).rejects.toThrow(/abort/i);
});
