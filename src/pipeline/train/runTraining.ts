// One run on the device, from its plan to the logits of the test rows; all it took there is given back.

import type { PreparedSet } from '../../domain/dataset';
import type { SplitName } from '../../domain/splitNames';
import type { ReportProgress } from '../../domain/progress';
import type { Recipe } from '../../domain/recipe';
import type { HistoryPoint, Run } from '../../domain/run';
import type { TensorValues } from '../../domain/tensorValues';
import type { TokenizedTexts } from '../../domain/tokens';
import { Classifier } from '../../encoder/classifier';
import { headSources, initialHead } from '../../encoder/classifierHead';
import { hostWordsOf } from '../../encoder/hostWords';
import type { Pooling } from '../../domain/pooling';
import { encoderSources } from '../../encoder/scope';
import { Allocations } from '../../tensor/allocations';
import { ParameterStore } from '../../tensor/parameters';
import { canBeKept, checkpointKeeper, interruptedRun } from './checkpoints';
import { encodeDataSet } from './encodeDataSet';
import type { ReadyEngine } from './engine';
import type { Pause } from '../../jobs/pause';
import { planRun, type RunPlan } from '../../encoder/planRun';
import { predictTexts } from './validate';
import { startingHead, type StartingHead } from './startingHead';
import { windowedSet } from './textWindows';
import { trainClassifier, type TrainingRun } from './trainClassifier';
import { examplesOf, type TrainingExamples } from './trainingExamples';

export interface RunOrder {
  ready: ReadyEngine;
  set: PreparedSet;
  texts: TokenizedTexts;
  recipe: Recipe;
  pause: Pause;
  onProgress: ReportProgress;
  onPoint: (point: HistoryPoint) => void;
  /** Hears whether the run's state could be kept. */
  onCheckpoint?: (isKept: boolean) => void;
  /** Weights of a kept model to start from, instead of the base model's and a new head. */
  start?: StartingWeights;
  /** Whether the encoder is not the base model's as it came, because it was trained before. */
  ownEncoder?: boolean;
  /** The run whose state is kept while it trains, and which continues from what is kept of it; `null`: nothing is. */
  kept: Run | null;
}

/** A head, and layers or adapters that the run trains too. */
export interface StartingWeights {
  weights: TensorValues;
  /** What the head reads. */
  pooling: Pooling;
}

export interface FinishedRun {
  run: TrainingRun;
  pooling: Pooling;
  /** `[validation rows * classes]` */
  validationLogits: Float32Array<ArrayBuffer>;
  /** `[test rows * classes]` */
  testLogits: Float32Array<ArrayBuffer>;
  seconds: { encoding: number; training: number };
}

const notKept = 'Too much was trained to keep its state meanwhile: a run that is cut off starts anew.';

/**
 * @throws AbortError when stopped before training began; RangeError when it would start from weights that it does not train;
 * Failures of each stage
 */
export async function runTraining(order: RunOrder): Promise<FinishedRun> {
  const { ready, recipe, pause, onProgress, onPoint, onCheckpoint = () => {}, start, kept } = order;
  const { set, texts, textOf } = windowedSet(order.set, order.texts);
  const head = start ? { pooling: start.pooling, values: start.weights, notes: [] } : startingHead(ready.base, set);
  const plan = planOf({ ...order, set, texts }, head);
  const memory = new Allocations(ready.device);
  const classifier = trainableClassifier(ready, plan, recipe, head.values);
  try {
    if (start) startFrom(classifier.store, start.weights);
    const examples: TrainingExamples = { set, texts, cache: cacheKind(plan), textOf };
    const started = performance.now();
    const breathe = () => pause.breatheOrStop();
    const room = { device: ready.device, memory, classifier, breathe, onProgress };
    const source = await encodeDataSet(room, examples, recipe, !order.ownEncoder);
    const encoded = performance.now();
    const from = kept ? await interruptedRun(kept.id) : undefined;
    from?.run.history.forEach(onPoint);
    const keepState = kept ? checkpointKeeper(kept, onCheckpoint) : async () => {};
    const run = await trainClassifier({
      classifier,
      source,
      examples,
      recipe,
      pause,
      onProgress,
      onPoint,
      from,
      keepState,
      hasHead: head.values !== null,
    });
    run.notes.unshift(...plan.notes, ...head.notes);
    if (kept && !canBeKept(run.weights)) run.notes.push(notKept);
    const trained = performance.now();
    const evaluated = await wholePasses(classifier, examples);
    const logitsOf = async (split: SplitName) => {
      const rows = examplesOf(set, split);
      const { logits } = await predictTexts(classifier, evaluated, rows, {
        breathe: () => pause.breathe(),
      });
      return logits;
    };
    const [validationLogits, testLogits] = [await logitsOf('validation'), await logitsOf('test')];
    const seconds = { encoding: (encoded - started) / 1000, training: (trained - encoded) / 1000 };
    return { run, pooling: head.pooling, validationLogits, testLogits, seconds };
  } finally {
    classifier.dispose();
    classifier.store.dispose();
    memory.dispose();
  }
}

function startFrom(store: ParameterStore, weights: TensorValues): void {
  const trained = new Set(store.trainedNames);
  const other = [...weights.keys()].find((name) => !trained.has(name));
  if (other) throw new RangeError(`This run does not train ${other}, from which it would start.`);
  store.writeTrained(weights);
}

/**
 * The examples as the exported model reads them: from their token ids. The cache of hidden states has half their digits,
 * which is enough to learn from and shows in the logits.
 */
async function wholePasses(classifier: Classifier, examples: TrainingExamples): Promise<TrainingExamples> {
  if (examples.cache !== 'tokens') return examples;
  await classifier.preparePrediction({ kind: 'ids' });
  return { ...examples, cache: 'none' };
}

/** How a run on a set, its long texts as windows, is laid out. */
export function planOf(
  { ready, set, texts, recipe }: Pick<RunOrder, 'ready' | 'set' | 'texts' | 'recipe'>,
  { pooling }: Pick<StartingHead, 'pooling'>,
): RunPlan {
  return planRun(ready.device, ready.base.config, recipe, {
    tensors: ready.base.tensors,
    classCount: set.labels.length,
    task: set.task,
    pooling,
    tokens: texts.ids.length,
    texts: set.rows.length,
  });
}

/** What the frozen layers leave, where it is kept. */
export function cacheKind({ cached, shape }: RunPlan): TrainingExamples['cache'] {
  if (!cached) return 'none';
  return shape.scope.firstLayer === shape.config.layerCount ? 'pooled' : 'tokens';
}

/** A classifier that trains as planned; a new head is not yet centred. */
export function trainableClassifier(
  { device, base }: Pick<ReadyEngine, 'device' | 'base'>,
  { shape }: RunPlan,
  recipe: Recipe,
  ownHead: TensorValues | null = null,
): Classifier {
  const { config, classCount, scope } = shape;
  const sources = encoderSources(base.tensors, scope, config, recipe.seed, shape.wordsOnHost);
  const head = ownHead ?? initialHead(new Float32Array(config.hiddenSize), classCount, config.architecture);
  const rateScale = scope.firstLayer === config.layerCount ? 1 : recipe.headLearningRate / recipe.learningRate;
  // Pairs have no use for a head, which would only shrink meanwhile.
  const training = shape.pairs ? undefined : { rateScale };
  for (const [name, source] of headSources(head, training)) sources.set(name, source);
  const store = new ParameterStore(device, sources);
  try {
    const hostWords = shape.wordsOnHost ? hostWordsOf(base.tensors, device) : null;
    return new Classifier(device, store, shape, hostWords);
  } catch (error) {
    store.dispose();
    throw error;
  }
}
