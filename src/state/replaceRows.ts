// A file that is read in another way: the new rows take the place of the old, with what was decided about these.

import { carriedDecisions } from '../domain/carriedDecisions';
import type { DataSet, OpenedDataSet } from '../domain/dataset';
import { dataSetLock, ifLockIsFree } from '../jobs/lock';
import { isUsed } from '../storage/dataSetUses';
import { changePreparation, getDataSet, getPreparation } from '../storage/dataSets';
import { moveToTrash } from '../storage/trash';
import { counted } from '../words/numbers';
import { undo } from './undo.svelte';

/** Rows that give way to others, read of the same file. */
export interface ReplacedRows {
  dataSet: DataSet;
  /** What could not be carried over, in a sentence; empty where all was. */
  lost: string;
}

/**
 * Carries the decisions about a data set over to the same file read anew.
 *
 * @param before id of the data set as it was read before
 * @returns the new data set with the decisions, and the one before, where it is still there
 */
export async function carryDecisions(
  before: string,
  imported: OpenedDataSet,
): Promise<{ opened: OpenedDataSet; replaced: ReplacedRows | null }> {
  const [dataSet, decided] = await Promise.all([getDataSet(before), getPreparation(before)]);
  if (!dataSet || !decided) return { opened: imported, replaced: dataSet ? { dataSet, lost: '' } : null };
  const carried = carriedDecisions(decided, dataSet, imported.dataSet, imported.preparation);
  const preparation = await changePreparation(imported.dataSet.id, imported.preparation, carried.preparation);
  const lost = [
    ...carried.lostTexts.map((name) => `the text column “${name}”`),
    ...(carried.lostLabels ? ['the names of labels'] : []),
    ...(carried.lostCorrections > 0 ? [counted(carried.lostCorrections, 'corrected label', 'corrected labels')] : []),
  ];
  return {
    opened: { ...imported, preparation },
    replaced: { dataSet, lost: lost.length > 0 ? ` Not carried over: ${lost.join(' and ')}.` : '' },
  };
}

/**
 * Deletes replaced rows so that they can be taken back. They stay where a model came of them, and where a run on them is under
 * way or can be continued.
 *
 * @param by id of the data set that replaced them
 * @param open opens a data set by its id
 */
export async function deleteReplaced(
  { dataSet: { id, name }, lost }: ReplacedRows,
  by: string,
  open: (id: string) => Promise<void>,
): Promise<void> {
  const readings = {
    before: { id, words: `“${name}” is read as before.` },
    now: { id: by, words: `“${name}” is read differently.${lost}` },
  };
  /** Deletes one reading for the other; each Undo turns it round. */
  const replace = async (gone: keyof typeof readings, shown: keyof typeof readings): Promise<void> => {
    await moveToTrash('dataSets', readings[gone].id);
    await undo.offer('dataSets', readings[gone].id, readings[shown].words, async () => {
      await open(readings[gone].id);
      await replace(shown, gone);
    });
  };
  if (await isUsed(id)) return;
  await ifLockIsFree(
    dataSetLock(id),
    () => replace('before', 'now'),
    () => {},
  );
}
