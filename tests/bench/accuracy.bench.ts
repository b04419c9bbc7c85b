// `npm run bench:accuracy`: test accuracy and macro F1 of each depth on the sets and splits of
// docs/accuracy.md, with the app's own tokenizer, encoder and training, on WebAssembly in Chromium.
// A tenth of the training rows watches the training, so a model learns from 90 % of the rows that PyTorch's did.
// HONE_BENCH_WATCHES=no trains on all of them, as PyTorch's numbers were made (torch_accuracy.py: PyTorch on the same draws).
// The base model is e5-small-v2, or HONE_BENCH_MODEL=all-MiniLM-L6-v2.
// Another device, or less: HONE_BENCH_DEVICE=webgpu HONE_BENCH_SETS=SMS HONE_BENCH_DEPTHS=whole HONE_BENCH_SEEDS=1,2.

import { test } from 'vitest';
import { defaultRecipe, suitedTo, type Depth, type Method } from '../../src/domain/recipe';
import { logitsOfExamples } from '../../src/inference/examples';
import { examplesOf, targetsOf } from '../../src/pipeline/train/trainingExamples';
import { singleLabel } from '../../src/tasks/singleLabel';
import { startDevice } from '../../src/tensor/startDevice';
import { trainingRun } from '../support/trainingRun';
import { labelledSets, shippedModel, splitSet, type SplitSet } from './labelledSets';

interface Row {
  depth: Depth;
  method: Method;
}

const names = ['SST-2, 1,000 rows', 'customer reviews', 'UCI sentences', 'SMS spam', 'CLINC150'] as const;
const rows: Row[] = [
  { depth: 'head', method: 'lora' },
  { depth: 'topLayers', method: 'lora' },
  { depth: 'whole', method: 'lora' },
  { depth: 'whole', method: 'full' },
];
/** A setting from the environment; empty when there is none. */
const setting = (name: string): string => String(import.meta.env[`HONE_BENCH_${name}`] ?? '');
const [setFilter, depthFilter] = [setting('SETS'), setting('DEPTHS')];
/** Without a tenth that watches, layers train on the same rows as the reference; the last epoch is kept. */
const watches = setting('WATCHES') !== 'no';
const model = setting('MODEL') === 'all-MiniLM-L6-v2' ? 'all-MiniLM-L6-v2' : 'e5-small-v2';
const kind = setting('DEVICE') === 'webgpu' ? 'webgpu' : 'wasm';

const seeds = (setting('SEEDS') || '1,2,3').split(',').map(Number);

test('accuracy of each depth', async () => {
  const { device, compute } = await startDevice(kind);
  const { base, tokenizer } = await shippedModel(model);
  console.log(`${model}, ${compute.kind} (${compute.adapter}), ${compute.threads} threads`);
  const accuracyOf = async ({ texts, set }: SplitSet, { depth, method }: Row, seed: number) => {
    const recipe = {
      ...defaultRecipe,
      depth,
      method,
      seed,
      ...suitedTo(depth, method, examplesOf(set, 'train').length),
    };
    let accuracy = NaN;
    let macroF1 = NaN;
    const { seconds } = await trainingRun(
      { device, base, set, texts, recipe },
      {
        async finish(classifier, examples) {
          const which = examplesOf(set, 'test');
          const logits = await logitsOfExamples(classifier, examples, which);
          ({ accuracy, macroF1 } = singleLabel.metrics(targetsOf(set, which), logits, set));
        },
      },
    );
    return { accuracy, macroF1, seconds };
  };

  for (const name of names) {
    if (!name.includes(setFilter)) continue;
    const split = await splitSet(labelledSets[name], tokenizer, watches);
    for (const row of rows) {
      if (!`${row.depth} ${row.method}`.includes(depthFilter)) continue;
      const results: Awaited<ReturnType<typeof accuracyOf>>[] = [];
      for (const seed of seeds) results.push(await accuracyOf(split(seed), row, seed));
      const mean = (key: 'accuracy' | 'macroF1') =>
        ((100 * results.reduce((sum, own) => sum + own[key], 0)) / results.length).toFixed(1);
      const [first] = results;
      console.log(
        `${name}${watches ? '' : ', all training rows'}, ${row.depth}${row.depth === 'head' ? '' : ` ${row.method}`}: ` +
          `accuracy ${mean('accuracy')}, macro F1 ${mean('macroF1')} (` +
          `seeds ${seeds.join(' ')}: ${results.map(({ accuracy }) => (100 * accuracy).toFixed(1)).join(' ')}); ` +
          `encoding ${first?.seconds.encoding.toFixed(1)} s, training ${first?.seconds.training.toFixed(1)} s`,
      );
    }
  }
});
