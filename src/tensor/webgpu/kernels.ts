// The kernels as WGSL, appended to a program while it is recorded.

import type { RunSize } from '../device';
import { adamw, clear, squaredNorm } from '../kernels/adamw.wgsl';
import { attention, attentionGradient } from '../kernels/attention.wgsl';
import { binaryCrossEntropy } from '../kernels/binaryCrossEntropy.wgsl';
import { crossEntropy } from '../kernels/crossEntropy.wgsl';
import { embed, embedGradient, locate } from '../kernels/embedding.wgsl';
import type { Kernels } from '../kernels/kernels';
import {
  layerNorm,
  layerNormGradient,
  layerNormParameterGradient,
} from '../kernels/layerNorm.wgsl';
import { linear, linearInputGradient, linearWeightGradient } from '../kernels/linear.wgsl';
import { gatherRows, pool, poolGradient } from '../kernels/pool.wgsl';
import { gatherTokens, keepTokens } from '../kernels/tokenCache.wgsl';
import type { KernelSource } from './kernelSource';
import type { Tuner } from './tuning';

/** A kernel whose source is made once the fastest variants of its products are known. */
export type PendingKernel = () => KernelSource;

/** Kernels that `append` themselves. Shapes of matrix products are told to the tuner. */
export function recordedKernels(
  append: (kernel: PendingKernel) => void,
  tuner: Tuner,
  largest: RunSize,
): Kernels {
  const plain =
    <Arguments>(kernel: (args: Arguments) => KernelSource) =>
    (args: Arguments) =>
      append(() => kernel(args));
  return {
    linear(args) {
      const { inputs, outputs, rows } = args;
      const shape = { kind: 'NN', rows: largest[rows], inner: inputs, columns: outputs } as const;
      tuner.want(shape);
      append(() => linear(args, tuner.variant(shape)));
    },
    linearInputGradient(args) {
      const { inputs, outputs, rows } = args;
      const shape = { kind: 'NT', rows: largest[rows], inner: outputs, columns: inputs } as const;
      tuner.want(shape);
      append(() => linearInputGradient(args, tuner.variant(shape)));
    },
    linearWeightGradient(args) {
      const { inputs, outputs, rows } = args;
      const shape = { kind: 'TN', rows: inputs, inner: largest[rows], columns: outputs } as const;
      tuner.want(shape);
      append(() => linearWeightGradient(args, tuner.variant(shape)));
    },
    attention: plain(attention),
    attentionGradient(args) {
      for (const kernel of attentionGradient(args)) append(() => kernel);
    },
    layerNorm: plain(layerNorm),
    layerNormGradient: plain(layerNormGradient),
    layerNormParameterGradient: plain(layerNormParameterGradient),
    locate: plain(locate),
    embed: plain(embed),
    embedGradient: plain(embedGradient),
    pool: plain(pool),
    poolGradient: plain(poolGradient),
    crossEntropy: plain(crossEntropy),
    binaryCrossEntropy: plain(binaryCrossEntropy),
    squaredNorm: plain(squaredNorm),
    adamw: plain(adamw),
    gatherTokens: plain(gatherTokens),
    keepTokens: plain(keepTokens),
    gatherRows: plain(gatherRows),
    clear: plain(clear),
  };
}
