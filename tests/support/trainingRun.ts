// A whole run without the store: for tests and benches.

import type { PreparedSet } from '../../src/domain/dataset';
import type { Recipe } from '../../src/domain/recipe';
import type { TokenizedTexts } from '../../src/domain/tokens';
import type { Classifier } from '../../src/encoder/classifier';
import { fillCache, takeCache } from '../../src/pipeline/train/encodeDataSet';
import type { BaseModel } from '../../src/pipeline/train/engine';
import { breathe } from '../../src/jobs/breathe';
import { Pause } from '../../src/jobs/pause';
import { planRun, type RunPlan } from '../../src/encoder/planRun';
import { cacheKind, trainableClassifier } from '../../src/pipeline/train/runTraining';
import { trainClassifier, type InterruptedRun, type TrainingRun } from '../../src/pipeline/train/trainClassifier';
import type { TrainingExamples } from '../../src/pipeline/train/trainingExamples';
import type { Device } from '../../src/tensor/device';
import { Allocations } from '../../src/tensor/allocations';
import type { Checkpoint } from '../../src/training/checkpoint';

export interface RunInputs {
  device: Device;
  base: BaseModel;
  set: PreparedSet;
  texts: TokenizedTexts;
  recipe: Recipe;
  /** Where examples are windows: which text each is of. */
  textOf?: Uint32Array | null;
}

export interface RunOptions {
  from?: InterruptedRun;
  /** Changes the plan before anything is allocated. */
  change?: (plan: RunPlan) => void;
  onEpoch?: Reached;
  onSteps?: Reached;
  /** Sees the classifier with the best weights, before its memory is given back. */
  finish?: (classifier: Classifier, examples: TrainingExamples) => Promise<void>;
}

type Reached = (
  run: TrainingRun,
  checkpoint: () => Promise<Checkpoint>,
  classifier: Classifier,
  stop: () => void,
) => Promise<void>;

/** Encodes, trains, and gives the run and the seconds of its two parts. */
export async function trainingRun(inputs: RunInputs, options: RunOptions = {}) {
  const { device, base, set, texts, recipe, textOf = null } = inputs;
  const plan = planRun(device, base.config, recipe, {
    tensors: base.tensors,
    classCount: set.labels.length,
    task: set.task,
    tokens: texts.ids.length,
    texts: set.rows.length,
  });
  options.change?.(plan);
  const classifier = trainableClassifier({ device, base }, plan, recipe);
  const memory = new Allocations(device);
  const abort = new AbortController();
  const { signal } = abort;
  const examples: TrainingExamples = { set, texts, cache: cacheKind(plan), textOf };
  try {
    const started = performance.now();
    const { source, view } = takeCache(examples, memory, base.config.hiddenSize);
    const room = { device, memory, classifier, breathe: () => breathe(signal) };
    if (view) await fillCache({ ...room, onProgress: () => {} }, examples, view);
    const encoded = performance.now();
    const run = await trainClassifier({
      classifier,
      source,
      examples,
      recipe,
      pause: new Pause(signal),
      from: options.from,
      keepState: async (after, own, checkpoint) =>
        (after === 'epoch' ? options.onEpoch : options.onSteps)?.(own, checkpoint, classifier, () => abort.abort()),
      onProgress: () => {},
      onPoint: () => {},
    });
    const seconds = {
      encoding: (encoded - started) / 1000,
      training: (performance.now() - encoded) / 1000,
    };
    await options.finish?.(classifier, examples);
    return { run, seconds };
  } finally {
    classifier.dispose();
    classifier.store.dispose();
    memory.dispose();
  }
}
