// Taking the model on the table away: what is chosen, and its files on their way.

import { download } from '../bridge/download';
import * as trainingWorker from '../bridge/trainingWorker';
import { defaultExport, type ExportChoice } from '../domain/exportParts';
import type { TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { JobProgress } from './jobProgress.svelte';

class TakeAwayState {
  choice = $state.raw<ExportChoice>(defaultExport);
  exporting = $state(false);
  readonly progress = new JobProgress();

  async downloadModel(model: TrainedModel): Promise<void> {
    if (this.exporting) return;
    alert.dismiss();
    this.exporting = true;
    this.progress.report({ job: 'Exporting', done: 0, total: 1 });
    try {
      const zip = await trainingWorker.exportModel(model.id, this.choice, (progress) =>
        this.progress.report(progress),
      );
      download(zip, `${model.name}-classifier.zip`);
    } catch (error) {
      alert.show(error);
    } finally {
      this.exporting = false;
      this.progress.clear();
    }
  }

  async downloadReport(model: TrainedModel): Promise<void> {
    try {
      download(await trainingWorker.exportReport(model.id), 'report.json');
    } catch (error) {
      alert.show(error);
    }
  }
}

export const takeAway = new TakeAwayState();
