// `npm run bench:head`: how long the head takes to train again on rows that are encoded already: 10,000 labelled sentences
// of SST-2 and of the UCI reviews. HONE_BENCH_DEVICE=webgpu for WebGPU.

import { test } from 'vitest';
import { defaultRecipe, suitedTo } from '../../src/domain/recipe';
import { fillCache, takeCache } from '../../src/pipeline/train/encodeDataSet';
import { Pause } from '../../src/jobs/pause';
import { planRun } from '../../src/encoder/planRun';
import { cacheKind, trainableClassifier } from '../../src/pipeline/train/runTraining';
import { logitsOfExamples } from '../../src/inference/examples';
import { trainClassifier } from '../../src/pipeline/train/trainClassifier';
import { examplesOf, targetsOf, type TrainingExamples } from '../../src/pipeline/train/trainingExamples';
import { singleLabel } from '../../src/tasks/singleLabel';
import { Allocations } from '../../src/tensor/allocations';
import { startDevice } from '../../src/tensor/startDevice';
import { labelledSets, miniLm, splitSet } from './labelledSets';

const kind = import.meta.env['HONE_BENCH_DEVICE'] === 'webgpu' ? 'webgpu' : 'wasm';

/** Sentences with the same two labels, whatever their set calls them. */
function sentences(): [text: string, label: string][] {
  const { train, test: held } = labelledSets['SST-2, all rows'];
  const all = [...train, ...held, ...labelledSets['UCI sentences'].train];
  return all.map(([text, label]) => [text, label === '1' || label === 'positive' ? 'good' : 'bad']);
}

test('the head on 10,000 encoded rows', async () => {
  const { device, compute } = await startDevice(kind);
  const { base, tokenizer } = await miniLm();
  const { set, texts } = (await splitSet({ train: sentences().slice(0, 10_000) }, tokenizer))(1);
  const trainRows = examplesOf(set, 'train').length;
  const recipe = { ...defaultRecipe, ...suitedTo('head', 'lora', trainRows) };
  const plan = planRun(device, base.config, recipe, {
    tensors: base.tensors,
    classCount: set.labels.length,
    task: set.task,
    tokens: texts.ids.length,
    texts: set.rows.length,
  });
  const examples: TrainingExamples = { set, texts, cache: cacheKind(plan) };
  const memory = new Allocations(device);
  const classifier = trainableClassifier({ device, base }, plan, recipe);
  const pause = new Pause(new AbortController().signal);
  const { source, view } = takeCache(examples, memory, base.config.hiddenSize);
  if (view) {
    const breathe = () => pause.breathe();
    await fillCache({ device, memory, classifier, breathe, onProgress: () => {} }, examples, view);
  }
  console.log(`${compute.kind}, ${compute.threads} threads; ${trainRows} of 10,000 rows train`);
  for (const seed of [1, 2, 3]) {
    const started = performance.now();
    const { history, bestEpoch } = await trainClassifier({
      classifier,
      source,
      examples,
      pause,
      from: undefined,
      recipe: { ...recipe, seed },
      keepState: async () => {},
      onProgress: () => {},
      onPoint: () => {},
    });
    const seconds = (performance.now() - started) / 1000;
    const which = examplesOf(set, 'test');
    const logits = await logitsOfExamples(classifier, examples, which);
    const { accuracy } = singleLabel.metrics(targetsOf(set, which), logits, set);
    console.log(
      `seed ${seed}: ${seconds.toFixed(2)} s, ${history.length} epochs (${bestEpoch} kept), ` +
        `accuracy ${(100 * accuracy).toFixed(1)}`,
    );
  }
});
