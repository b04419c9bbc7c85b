// What is kept on this computer.

import { dataWorker } from '../bridge/workers';
import type { DataSet } from '../domain/dataset';
import type { TrainedModel } from '../domain/run';
import { listDataSets } from '../storage/dataSets';
import { listInterruptedRuns } from '../storage/interruptedRuns';
import { listModels } from '../storage/models';
import { alert } from './alert.svelte';

class Library {
  models = $state.raw<TrainedModel[]>([]);
  dataSets = $state.raw<DataSet[]>([]);
  /** Data sets on which a run was cut off, and the seed of their split then. */
  interrupted = $state.raw<{ dataSet: DataSet; seed: number }[]>([]);

  async refresh(): Promise<void> {
    try {
      const [models, dataSets, runs] = await Promise.all([listModels(), listDataSets(), listInterruptedRuns()]);
      [this.models, this.dataSets] = [models, dataSets];
      this.interrupted = dataSets.flatMap((dataSet) => {
        const run = runs.find(({ dataSetId }) => dataSetId === dataSet.id);
        return run ? [{ dataSet, seed: run.seed }] : [];
      });
    } catch (error) {
      alert.show(error);
    }
  }

  async renameModel(id: string, name: string): Promise<void> {
    try {
      await dataWorker.renameModel(id, name);
    } catch (error) {
      alert.show(error);
    }
    await this.refresh();
  }

  async deleteModel(id: string): Promise<void> {
    try {
      await dataWorker.deleteModel(id);
    } catch (error) {
      alert.show(error);
    }
    await this.refresh();
  }

  async deleteDataSet(id: string): Promise<void> {
    try {
      await dataWorker.deleteDataSet(id);
    } catch (error) {
      alert.show(error);
    }
    await this.refresh();
  }
}

export const library = new Library();
