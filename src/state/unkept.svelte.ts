// A finished model that could not be stored. It is here until it is kept, or the user lets it go.

import { download } from '../bridge/download';
import { dataWorker, trainingWorker } from '../bridge/workers';
import type { UnkeptModel } from '../domain/run';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { library } from './library.svelte';
import { recipe } from './recipe.svelte';
import { result } from './result.svelte';
import { storageUse } from './storageUse.svelte';

class Unkept {
  model = $state.raw<UnkeptModel | null>(null);
  readonly keeping = new Job();
  readonly exporting = new Job('export');

  take(model: UnkeptModel): void {
    this.model = model;
    void storageUse.refresh();
  }

  /** Tries again to keep it, and opens it. */
  async keep(): Promise<void> {
    const { model } = this;
    if (!model || this.keeping.running) return;
    alert.dismiss();
    try {
      await this.keeping.run(() => dataWorker.keepModel(model));
      this.model = null;
      await library.refresh();
      await result.open(model.model);
    } catch (error) {
      alert.show(error);
    }
    await storageUse.refresh();
  }

  async download(): Promise<void> {
    const { model } = this;
    if (!model || this.exporting.running) return;
    alert.dismiss();
    try {
      await this.exporting.run(async (signal, report) => {
        report({ job: 'Exporting', done: 0, total: 1 });
        const { zip } = await trainingWorker.exportUnkept(model, recipe.compute, report, signal);
        download(zip, `${model.model.name}-classifier.zip`);
      });
    } catch (error) {
      alert.show(error);
    }
  }

  /** The user does not want it. */
  letGo(): void {
    this.keeping.clear();
    this.exporting.clear();
    this.model = null;
  }
}

export const unkept = new Unkept();
