// The flow of one project: data → recipe → estimate → run → result. What follows from a change happens here, and what
// can be done next is derived from the rest; views show it and call verbs.

import type { ComputeChoice } from '../domain/compute';
import { mostRowsOfLabel } from '../domain/contrastive';
import type { Depth, Method, Recipe, RecipeNumber } from '../domain/recipe';
import { baseModels } from './baseModels.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
import { fileClassification } from './fileClassification.svelte';
import { followStore } from './followStore';
import { health } from './health.svelte';
import { library } from './library.svelte';
import { offline } from './offline.svelte';
import { projects } from './projects.svelte';
import { recipe } from './recipe.svelte';
import { recommendation } from './recommendation.svelte';
import { result } from './result.svelte';
import { runningJobs } from './runningJobs.svelte';
import { runs } from './runs.svelte';
import { storageUse } from './storageUse.svelte';
import { training } from './training.svelte';
import { undo } from './undo.svelte';
import { unkept } from './unkept.svelte';
import type { TrainObstacle } from '../words/trainObstacle';

class Session {
  /** Whether a run is under way: what it works on stays as it is. */
  readonly busy = $derived(training.status !== 'idle');

  /** Whether leaving the page ends what can't be continued. */
  get losesWork(): boolean {
    return training.losesWork || unkept.model !== null || runningJobs.list.some((job) => job !== 'training');
  }

  /** `null` when a training can begin. */
  readonly obstacle = $derived.by((): TrainObstacle | null => {
    if (library.outdated) return { kind: 'outdated' };
    if (runs.trainingElsewhere) return { kind: 'trainingElsewhere' };
    if (unkept.model) return { kind: 'unkeptModel' };
    if (fileClassification.job.running) return { kind: 'classifyingFile' };
    if (!dataSet.opened) return { kind: 'noRows' };
    if (dataSet.refusal !== null) return { kind: 'unusableLabels', words: dataSet.refusal };
    if (!dataSet.prepared) return { kind: dataSet.splitting.running ? 'wait' : 'unusableColumns' };
    if (recipe.problems.size > 0) return { kind: 'unusableNumbers', fields: unusableFields() };
    if (!baseModels.ready) return { kind: 'baseModelMissing' };
    return dataSet.importing.running || baseModels.adding.running ? { kind: 'wait' } : null;
  });

  constructor() {
    dataSet.listener = {
      onOpened: (id) => this.rowsOpened(id),
      onPrepared: () => this.rowsPrepared(),
      onSettled: () => void health.rowsChanged(),
    };
  }

  /** Looks what is kept on this computer and what can compute, once the page is there. */
  begin(): void {
    offline.keep();
    void followStore().then(() => projects.begin());
    void undo.clearOld();
    void storageUse.begin();
    void training.lookForCompute();
  }

  /** Takes other settings, and measures the depths with them. */
  changeRecipe(changes: Partial<Recipe>): void {
    recipe.change(changes);
    estimates.refresh();
  }

  /** A number of the recipe is what was typed; a seed draws the split anew. */
  acceptNumber(key: RecipeNumber): void {
    recipe.noteTyped(key);
    if (key === 'seed' && !recipe.problems.has('seed')) void dataSet.prepareAgain();
    else estimates.refresh();
  }

  /** Takes a depth that no measurement changes any more. */
  chooseDepth(depth: Depth): void {
    recipe.chooseDepth(depth, dataSet.prepared?.splitCounts.train.rows ?? 0);
  }

  /** Whether the rows are few enough for contrastive training, with one label each. */
  get suitsPairs(): boolean {
    const { prepared } = dataSet;
    if (prepared?.task !== 'singleLabel') return false;
    return Math.max(...prepared.splitCounts.train.rowsPerClass) <= mostRowsOfLabel;
  }

  chooseMethod(method: Method): void {
    recipe.setMethod(method);
    estimates.refresh();
  }

  async chooseCompute(compute: ComputeChoice): Promise<void> {
    recipe.compute = compute;
    await training.lookForCompute();
    estimates.refresh();
  }

  /** Takes back every setting. */
  async resetRecipe(): Promise<void> {
    recipe.reset();
    void dataSet.prepareAgain();
    await this.chooseCompute(recipe.compute);
  }

  /** A model of other rows belongs to another project. */
  private rowsOpened(id: string): void {
    // A project opens a model of its own, which may be another by the time its rows are there.
    if (projects.opening) return;
    const { model } = result;
    if (model?.origin === 'trained' && model.dataSetId !== id) result.close();
  }

  /** New rows: how long each depth takes on them, and which base model is the best for them. */
  private rowsPrepared(): void {
    if (this.busy) return;
    estimates.refresh();
    recommendation.refresh();
  }
}

function unusableFields(): string[] {
  return recipe.fields.filter(({ key }) => recipe.problems.has(key)).map(({ label }) => label);
}

export const session = new Session();
