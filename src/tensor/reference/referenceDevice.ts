// The reference device: each kernel in plain TypeScript, for tests. Slow, and easy to read.

import type { Device, DeviceCounters, Program, View } from '../device';
import { adamw, squaredNorm } from '../kernels/adamw.reference';
import { attention, attentionGradient } from '../kernels/attention.reference';
import { binaryCrossEntropy } from '../kernels/binaryCrossEntropy.reference';
import { crossEntropy } from '../kernels/crossEntropy.reference';
import { embed, embedGradient, locate } from '../kernels/embedding.reference';
import type { Kernels } from '../kernels/kernels';
import {
  layerNorm,
  layerNormGradient,
  layerNormParameterGradient,
} from '../kernels/layerNorm.reference';
import { linear, linearInputGradient, linearWeightGradient } from '../kernels/linear.reference';
import { gatherRows, pool, poolGradient } from '../kernels/pool.reference';
import { gatherTokens, keepTokens } from '../kernels/tokenCache.reference';
import { floats, HostAllocation, words } from './memory';
import { StepReader } from './stepState';

/** A device that computes in ordinary memory. */
export function createReferenceDevice(): Device {
  const counters: DeviceCounters = {
    dispatches: 0,
    allocations: 0,
    bytesUploaded: 0,
    submissions: 0,
  };
  return {
    kind: 'reference',
    counters,
    freeElements: Infinity,
    largestAllocation: Infinity,
    readsHalves: false,
    allocate(elements) {
      counters.allocations++;
      return { allocation: new HostAllocation(elements), offset: 0, length: elements };
    },
    free: () => {},
    write(view, values) {
      counters.bytesUploaded += values.byteLength;
      if (values instanceof Float32Array) floats(view).set(values);
      else words(view).set(values);
    },
    read: (view) => Promise.resolve(floats(view).slice()),
    finish: () => Promise.resolve(),
    compile: (state, _largest, record) => Promise.resolve(compile(state, record, counters)),
  };
}

function compile(
  state: View,
  record: (kernels: Kernels) => void,
  counters: DeviceCounters,
): Program {
  const step = new StepReader(state);
  const launches: (() => void)[] = [];
  const launch =
    <Arguments>(kernel: (args: Arguments, step: StepReader) => void) =>
    (args: Arguments) =>
      void launches.push(() => kernel(args, step));
  record({
    linear: launch(linear),
    linearInputGradient: launch(linearInputGradient),
    linearWeightGradient: launch(linearWeightGradient),
    attention: launch(attention),
    attentionGradient: launch(attentionGradient),
    layerNorm: launch(layerNorm),
    layerNormGradient: launch(layerNormGradient),
    layerNormParameterGradient: launch(layerNormParameterGradient),
    locate: launch(locate),
    embed: launch(embed),
    embedGradient: launch(embedGradient),
    pool: launch(pool),
    poolGradient: launch(poolGradient),
    crossEntropy: launch(crossEntropy),
    binaryCrossEntropy: launch(binaryCrossEntropy),
    squaredNorm: launch(squaredNorm),
    adamw: launch(adamw),
    gatherTokens: launch(gatherTokens),
    keepTokens: launch(keepTokens),
    gatherRows: launch(gatherRows),
    clear: launch((view: View) => void (step.accumulate || words(view).fill(0))),
  });
  return {
    dispatches: launches.length,
    run() {
      counters.dispatches += launches.length;
      for (const start of launches) start();
    },
    dispose: () => {},
  };
}
