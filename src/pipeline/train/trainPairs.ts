// token ids → adapters that put texts of one class near each other: the first part of contrastive training (SetFit).

import { elementAt } from '../../domain/element';
import { hash32 } from '../../domain/random';
import type { Recipe } from '../../domain/recipe';
import type { TensorValues } from '../../domain/tensorValues';
import { batchOf, cutExamples } from '../../encoder/batch';
import type { Classifier } from '../../encoder/classifier';
import { everySoOften } from '../../jobs/breathe';
import { Allocations } from '../../tensor/allocations';
import { drawPairs } from '../../training/pairs';
import { train, type StepSettings } from '../../training/train';
import { checkpointKeeper, interruptedRun } from './checkpoints';
import { DeviceTraining } from './deviceTraining';
import { encodeDataSet } from './encodeDataSet';
import { cacheKind, planOf, trainableClassifier, type RunOrder } from './runTraining';
import { startingHead } from './startingHead';
import { windowedSet } from './textWindows';
import type { TrainingRun } from './trainClassifier';
import { examplesOf, labelIdsOf, type TrainingExamples } from './trainingExamples';

export interface TrainedPairs {
  /** Adapters, by their names. */
  weights: TensorValues;
  /** What was made smaller to fit, in sentences. */
  notes: string[];
  seconds: { encoding: number; training: number };
}

/**
 * Trains adapters on pairs of the training rows. Its state is kept as that of any run; when it is whole, a run that is
 * continued has nothing left to do here.
 *
 * @throws AbortError when stopped; Failures of each stage
 */
export async function trainPairs(order: RunOrder): Promise<TrainedPairs> {
  const { ready, recipe, pause, onProgress } = order;
  const { set, texts, textOf } = windowedSet(order.set, order.texts);
  const plan = planOf({ ...order, set, texts }, startingHead(ready.base, set));
  const memory = new Allocations(ready.device);
  const classifier = trainableClassifier(ready, plan, recipe);
  try {
    const examples: TrainingExamples = { set, texts, cache: cacheKind(plan), textOf };
    const started = performance.now();
    const breathe = () => pause.breatheOrStop();
    const room = { device: ready.device, memory, classifier, breathe, onProgress };
    const source = await encodeDataSet(room, examples, recipe);
    const encoded = performance.now();
    await classifier.prepareTraining(source);
    const weights = await takeSteps(order, new PairTraining(classifier, examples, recipe));
    const seconds = { encoding: (encoded - started) / 1000, training: (performance.now() - encoded) / 1000 };
    return { weights, notes: plan.notes, seconds };
  } finally {
    classifier.dispose();
    classifier.store.dispose();
    memory.dispose();
  }
}

/** All steps, or those that an interrupted run has left; gives the adapters. */
async function takeSteps(
  { recipe, pause, onProgress, onCheckpoint = () => {}, kept }: RunOrder,
  model: PairTraining,
): Promise<TensorValues> {
  const from = kept ? await interruptedRun(kept.id) : undefined;
  const keepState = kept ? checkpointKeeper(kept, onCheckpoint) : async () => {};
  const weights = await model.readWeights();
  const run: TrainingRun = from?.run ?? { weights, history: [], bestEpoch: 0, stoppedEarly: false, notes: [] };
  // Pairs have no validation: the last weights stay.
  const validate = () => Promise.resolve({ loss: 0, macroF1: 0, rows: 0 });
  const task = { model, exampleCount: model.exampleCount, validate };
  const due = everySoOften();
  for await (const event of train(task, { ...recipe, patience: recipe.epochs }, from?.checkpoint)) {
    if (event.kind === 'epoch' && event.best) run.weights = event.best;
    if (event.kind === 'steps' && due()) {
      const { step: done, totalSteps: total } = event;
      onProgress({ job: 'Training', done, total, detail: 'Pairs of texts' });
      await pause.breatheOrStop();
    }
    await keepState(event.kind, run, event.checkpoint);
  }
  await pause.breatheOrStop();
  return run.weights;
}

/** A classifier that was planned for pairs, which takes steps on those of the training rows of a prepared set. */
export class PairTraining extends DeviceTraining {
  /** Two examples for each pair. */
  private readonly pairs: Uint32Array;

  constructor(
    classifier: Classifier,
    private readonly examples: TrainingExamples,
    private readonly recipe: Pick<Recipe, 'weightDecay' | 'maxGradientNorm' | 'seed'>,
  ) {
    super(classifier);
    const rows = examplesOf(examples.set, 'train');
    this.pairs = drawPairs(labelIdsOf(examples.set, rows), recipe.seed).map((row) => elementAt(rows, row));
  }

  get exampleCount(): number {
    return this.pairs.length / 2;
  }

  /** One step on some pairs, in as many micro-batches as the device's memory asks for. */
  step(indices: Uint32Array, { step, learningRate, dropoutSeed }: StepSettings): void {
    const { classifier, examples, pairs } = this;
    const { weightDecay, maxGradientNorm } = this.recipe;
    const rows = Uint32Array.from([...indices].flatMap((pair) => [...pairs.subarray(2 * pair, 2 * pair + 2)]));
    cutExamples(examples, rows, classifier.shape.largest, 2).forEach((part, index) => {
      const state = {
        accumulate: index > 0,
        dropoutSeed: hash32((dropoutSeed + index) >>> 0),
        lossScale: 1 / indices.length,
        learningRate,
        step,
        weightDecay,
        maxGradientNorm,
      };
      classifier.run('gradients', { ...batchOf(examples, part), labels: labelIdsOf(examples.set, part), state });
    });
    classifier.update();
  }
}
