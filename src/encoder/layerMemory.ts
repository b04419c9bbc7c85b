// What one encoder layer keeps on the device for a batch.

import type { View } from '../tensor/device';
import type { Memory } from '../tensor/allocations';
import { adaptedParts, type LoraShape } from './lora';
import type { EncoderSizes } from './sizes';
import { linearNames, type LinearName } from './linearNames';

/** What a layer computes on its way forward and its gradient needs again. */
export interface LayerActivations {
  /** `[tokens, 3 · hidden]` */
  qkv: View;
  /** `[tokens, heads]` */
  logSumExp: View;
  context: View;
  /** The input of the normalisation after attention. */
  attentionSum: View;
  attentionStatistics: View;
  attended: View;
  /** The input of GELU, `[tokens, intermediate]`; absent where nothing trains. */
  preactivation?: View;
  expanded: View;
  outputSum: View;
  outputStatistics: View;
  y: View;
  /** x · down of each adapter, `[tokens, ranks]`. */
  left: Partial<Record<LinearName, View>>;
}

export function takeLayerActivations(
  memory: Memory,
  tokens: number,
  { hiddenSize, headCount, intermediateSize }: EncoderSizes,
  { trains, adapters }: { trains: boolean; adapters: LoraShape | null },
): LayerActivations {
  const take = (width: number) => memory.take(width * tokens);
  return {
    qkv: take(3 * hiddenSize),
    logSumExp: take(headCount),
    context: take(hiddenSize),
    attentionSum: take(hiddenSize),
    attentionStatistics: take(2),
    attended: take(hiddenSize),
    ...(trains && { preactivation: take(intermediateSize) }),
    expanded: take(intermediateSize),
    outputSum: take(hiddenSize),
    outputStatistics: take(2),
    y: take(hiddenSize),
    left: takeRanks(take, trains ? adapters : null),
  };
}

/** Room for the gradients of one layer; layers take turns in it. */
export interface GradientBuffers {
  /** The gradient of the layer's output, then of its input. */
  dy: View;
  dSum: View;
  /** `dSum` with the dropout of the branch that joined the residual. */
  dBranch: View;
  dExpanded: View;
  dAttended: View;
  dContext: View;
  delta: View;
  dQkv: View;
  dLeft: Partial<Record<LinearName, View>>;
}

export function allocateGradientBuffers(
  memory: Memory,
  tokens: number,
  { hiddenSize, headCount, intermediateSize }: EncoderSizes,
  adapters: LoraShape | null,
): GradientBuffers {
  const take = (width: number) => memory.take(width * tokens);
  return {
    dy: take(hiddenSize),
    dSum: take(hiddenSize),
    dBranch: take(hiddenSize),
    dExpanded: take(intermediateSize),
    dAttended: take(hiddenSize),
    dContext: take(hiddenSize),
    delta: take(headCount),
    dQkv: take(3 * hiddenSize),
    dLeft: takeRanks(take, adapters),
  };
}

/** Takes what adapters need, of the width of their ranks. */
export function takeRanks(
  take: (width: number) => View,
  adapters: LoraShape | null,
): Partial<Record<LinearName, View>> {
  const views: Partial<Record<LinearName, View>> = {};
  if (!adapters) return views;
  for (const name of linearNames) {
    const ranks = adaptedParts(name, adapters.targets).length * adapters.rank;
    if (ranks > 0) views[name] = take(ranks);
  }
  return views;
}
