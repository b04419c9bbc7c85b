// Prepared rows that were damaged on the disk: they are prepared anew under the same name, and a run on them can go on.

import { expect, test } from 'vitest';
import { defaultRecipe } from '../../../../src/domain/recipe';
import { NearDuplicateGroups } from '../../../../src/pipeline/data/groupNearDuplicates';
import { prepareDataSet } from '../../../../src/pipeline/data/prepareDataSet';
import { readInputs } from '../../../../src/pipeline/train/trainingInputs';
import { database } from '../../../../src/storage/database';
import { getPreparedSet } from '../../../../src/storage/derived';
import { rowsOfTwoLabels, storeDataSet } from '../../../support/storedDataSet';

const prepare = () =>
  prepareDataSet('damaged', { columns: { text: 0, label: 1 } }, 42, {
    nearDuplicates: new NearDuplicateGroups(),
    signal: new AbortController().signal,
    onProgress: () => {},
  });

test('a run on damaged rows is told what to do, and what to do helps', async () => {
  await storeDataSet('damaged', rowsOfTwoLabels(50));
  const { id } = await prepare();
  const whole = await getPreparedSet(id);
  const db = await database();
  const record = await db.get('preparedSets', id);
  if (record) await db.put('preparedSets', { ...record, labelIds: record.labelIds.map((label) => 1 - label) });
  await expect(readInputs(id, defaultRecipe)).rejects.toThrow(/gone or damaged\. Open the data set again/);
  expect((await prepare()).id).toBe(id);
  expect(await getPreparedSet(id)).toEqual(whole);
});
