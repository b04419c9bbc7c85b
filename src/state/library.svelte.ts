// What is kept on this computer.

import { dataWorker } from '../bridge/workers';
import type { DataSet } from '../domain/dataset';
import type { TrainedModel } from '../domain/run';
import { listDataSets } from '../storage/dataSets';
import { refusesFiles } from '../storage/files';
import { listModels } from '../storage/models';
import { alert } from './alert.svelte';

class Library {
  models = $state.raw<TrainedModel[]>([]);
  dataSets = $state.raw<DataSet[]>([]);
  /** Whether this looks like a private window, whose data goes with it. */
  isPrivate = $state(false);

  async refresh(): Promise<void> {
    this.isPrivate = await refusesFiles();
    try {
      [this.models, this.dataSets] = await Promise.all([listModels(), listDataSets()]);
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
