// What led the model to its answer on one text, on demand.

import { dataWorker, trainingWorker } from '../bridge/workers';
import { noCleaning } from '../domain/cleaning';
import { isAbort } from '../domain/failures';
import type { Explanation, NearRows } from '../domain/explanation';
import type { TrainedModel } from '../domain/run';
import { JobProgress } from './jobProgress.svelte';
import { recipe } from './recipe.svelte';

export class ExplanationState {
  explanation = $state.raw<Explanation | null>(null);
  near = $state.raw<NearRows | null>(null);
  /** What is being found out. */
  running = $state<'words' | 'rows' | null>(null);
  /** Why something could not be found out. */
  problem = $state('');
  readonly progress = new JobProgress();
  private readonly key = crypto.randomUUID();

  /** @param testedIndex the text's index among the tested rows, where it was cleaned already; `null` for a new text */
  constructor(
    private readonly model: TrainedModel,
    private readonly text: string,
    private readonly testedIndex: number | null,
  ) {}

  /** Finds which words mattered. */
  async explain(): Promise<void> {
    await this.run('words', async ({ baseModel, limit, cleaning }) => {
      this.progress.report({ job: 'Explaining', done: 0, total: 1 });
      const occlusions = await dataWorker.occlude(baseModel, this.text, limit, cleaning);
      this.explanation = await trainingWorker.explain(
        this.key,
        this.model.id,
        occlusions,
        recipe.compute,
        (progress) => this.hear(progress),
      );
    });
  }

  /** Finds the nearest training rows. */
  async findNearest(): Promise<void> {
    await this.run('rows', async ({ baseModel, limit, cleaning }) => {
      this.progress.report({ job: 'Encoding', done: 0, total: 1 });
      const windows = await dataWorker.tokenizeText(baseModel, this.text, limit, cleaning);
      this.near = await trainingWorker.nearest(
        this.key,
        this.model.id,
        windows,
        this.testedIndex,
        recipe.compute,
        (progress) => this.hear(progress),
      );
    });
  }

  stop(): void {
    if (this.running) void trainingWorker.stopQuestion(this.key);
  }

  private hear(progress: Parameters<JobProgress['report']>[0]): void {
    if (this.running) this.progress.report(progress);
  }

  private async run(
    what: 'words' | 'rows',
    work: (reading: ReturnType<typeof readingOf>) => Promise<void>,
  ): Promise<void> {
    if (this.running) return;
    this.running = what;
    this.problem = '';
    try {
      await work(readingOf(this.model, this.testedIndex));
    } catch (error) {
      if (!isAbort(error)) this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.running = null;
      this.progress.clear();
    }
  }
}

/** How the model reads a text. */
function readingOf({ recipe: own, preparation }: TrainedModel, testedIndex: number | null) {
  const { baseModel, maxTokens, truncation = 'start' } = own;
  const cleaning = testedIndex === null ? (preparation?.cleaning ?? noCleaning) : noCleaning;
  return { baseModel, limit: { maxTokens, truncation }, cleaning };
}
