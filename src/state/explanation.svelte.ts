// What led the model to its answer on one text, on demand.

import { dataWorker, trainingWorker } from '../bridge/workers';
import { noCleaning } from '../domain/cleaning';
import type { Explanation, NearRows } from '../domain/explanation';
import { cleaningOf, type TrainedModel } from '../domain/run';
import { Job } from './job.svelte';
import { recipe } from './recipe.svelte';

export class ExplanationState {
  explanation = $state.raw<Explanation | null>(null);
  near = $state.raw<NearRows | null>(null);
  /** One question at a time. */
  readonly job = new Job();

  /** @param testedIndex the text's index among the tested rows, where it was cleaned already; `null` for a new text */
  constructor(
    private readonly model: TrainedModel,
    private readonly text: string,
    private readonly testedIndex: number | null,
  ) {}

  /** Finds which words mattered. */
  async explain(): Promise<void> {
    const { baseModel, limit, cleaning } = this.reading();
    await this.ask(async (signal, report) => {
      report({ job: 'Explaining', done: 0, total: 1 });
      const occlusions = await dataWorker.occlude(baseModel, this.text, limit, cleaning);
      const { compute } = recipe;
      const { id } = this.model;
      this.explanation = await trainingWorker.explain(id, occlusions, compute, report, signal);
    });
  }

  /** Finds the nearest training rows. */
  async findNearest(): Promise<void> {
    const { baseModel, limit, cleaning } = this.reading();
    await this.ask(async (signal, report) => {
      report({ job: 'Encoding', done: 0, total: 1 });
      const windows = await dataWorker.tokenizeText(baseModel, this.text, limit, cleaning);
      this.near = await trainingWorker.nearest(
        this.model.id,
        windows,
        this.testedIndex,
        recipe.compute,
        report,
        signal,
      );
    });
  }

  private async ask(work: Parameters<Job['run']>[0]): Promise<void> {
    if (this.job.running) return;
    // What goes wrong is in `job.error`: the page says it beside the text, not in the alert.
    await this.job.run(work).catch(() => {});
  }

  /** How the model reads the text. */
  private reading() {
    const { baseModel, maxTokens, truncation } = this.model.recipe;
    const cleaning = this.testedIndex === null ? cleaningOf(this.model) : noCleaning;
    return { baseModel, limit: { maxTokens, truncation }, cleaning };
  }
}
