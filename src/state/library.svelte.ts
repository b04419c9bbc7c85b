// What is kept on this computer.

import type { DataSet } from '../domain/dataset';
import { Failure } from '../domain/failures';
import type { TrainedModel } from '../domain/run';
import { dataSetLock, ifLockIsFree } from '../jobs/lock';
import { listDataSets } from '../storage/dataSets';
import { refusesFiles } from '../storage/files';
import { listModels, renameModel } from '../storage/models';
import { moveToTrash } from '../storage/trash';
import { alert } from './alert.svelte';
import { undo } from './undo.svelte';

class Library {
  models = $state.raw<TrainedModel[]>([]);
  dataSets = $state.raw<DataSet[]>([]);
  /** Whether this looks like a private window, whose data goes with it. */
  isPrivate = $state(false);
  /** Whether a newer Hone in another tab has changed the store, or waits for it: this page can begin nothing more. */
  outdated = $state(false);

  /** Ids of data sets that were deleted in this tab. */
  readonly deletedHere = new Set<string>();

  /** Reads both lists; `followStore` has it called at each change. */
  async refresh(): Promise<void> {
    this.isPrivate = await refusesFiles();
    try {
      [this.models, this.dataSets] = await Promise.all([listModels(), listDataSets()]);
    } catch (error) {
      alert.show(error);
    }
  }

  async renameModel(id: string, name: string): Promise<void> {
    await saying(() => renameModel(id, name));
  }

  /** Deletes a model; it can be taken back. */
  async deleteModel({ id, name }: Pick<TrainedModel, 'id' | 'name'>): Promise<void> {
    await saying(async () => {
      await moveToTrash('models', id);
      await undo.offer('models', id, `“${name}” is deleted.`);
    });
  }

  /** Deletes a data set that nobody trains on; it can be taken back. */
  async deleteDataSet({ id, name }: Pick<DataSet, 'id' | 'name'>): Promise<void> {
    await saying(() =>
      ifLockIsFree(
        dataSetLock(id),
        async () => {
          this.deletedHere.add(id);
          await moveToTrash('dataSets', id);
          await undo.offer('dataSets', id, `“${name}” is deleted, with all that you decided about it.`);
        },
        () => Promise.reject(inUse(name)),
      ),
    );
  }
}

/** Does something, and says what went wrong. */
async function saying(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    alert.show(error);
  }
}

function inUse(name: string): Failure {
  return new Failure(
    'InUse',
    `“${name}” is being trained on, here or in another tab. Stop that first, or wait for it.`,
  );
}

export const library = new Library();
