// What a layer that normalises before each branch keeps on the device for a batch.

import type { Memory } from '../tensor/allocations';
import type { View } from '../tensor/device';
import { takeRanks } from './layerMemory';
import type { GradientRoom, KeptByLayer, LayerTraining } from './layerKind';
import type { LinearName } from './linearNames';
import type { LoraShape } from './lora';
import type { EncoderSizes } from './sizes';

/** What a layer computes on its way forward and its gradient needs again. */
export interface PreNormActivations extends KeptByLayer {
  /** The layer's input, normalised. */
  normalised: View;
  attentionStatistics: View;
  /** `[tokens, 3 · hidden]`; query and key turned by their positions. */
  qkv: View;
  /** `[tokens, heads]` */
  logSumExp: View;
  context: View;
  /** The input and what attention found. */
  attentionSum: View;
  outputStatistics: View;
  /** `attentionSum`, normalised. */
  attended: View;
  /** What is activated and its gate, `[tokens, 2 · intermediate]`. */
  preactivation: View;
  expanded: View;
  /** The input of the normalisation after the last layer. */
  outputSum: View;
  finalStatistics: View;
  /** x · down of each adapter, `[tokens, ranks]`. */
  left: Partial<Record<LinearName, View>>;
}

export function takePreNormActivations(
  memory: Memory,
  tokens: number,
  { hiddenSize, headCount, intermediateSize }: EncoderSizes,
  { trains, adapters }: LayerTraining,
): PreNormActivations {
  const take = (width: number) => memory.take(width * tokens);
  const normalised = take(hiddenSize);
  return {
    normalised,
    attentionStatistics: take(2),
    qkv: take(3 * hiddenSize),
    logSumExp: take(headCount),
    context: take(hiddenSize),
    attentionSum: take(hiddenSize),
    outputStatistics: take(2),
    // Without a gradient nobody reads the first normalisation again.
    attended: trains ? take(hiddenSize) : normalised,
    preactivation: take(2 * intermediateSize),
    expanded: take(intermediateSize),
    outputSum: take(hiddenSize),
    finalStatistics: take(2),
    y: take(hiddenSize),
    left: takeRanks(take, trains ? adapters : null),
  };
}

/** Room for the gradients of one layer. */
export interface PreNormGradients extends GradientRoom {
  /** The gradient of `outputSum`. */
  dOutputSum: View;
  dExpanded: View;
  /** `[tokens, 2 · intermediate]` */
  dPreactivation: View;
  /** The gradient of what was normalised for either branch. */
  dNormalised: View;
  /** `dSum` with the dropout of the branch that joined it. */
  dBranch: View;
  dContext: View;
  delta: View;
  dQkv: View;
  dLeft: Partial<Record<LinearName, View>>;
}

export function takePreNormGradients(
  memory: Memory,
  tokens: number,
  { hiddenSize, headCount, intermediateSize }: EncoderSizes,
  adapters: LoraShape | null,
): PreNormGradients {
  const take = (width: number) => memory.take(width * tokens);
  return {
    dy: take(hiddenSize),
    dOutputSum: take(hiddenSize),
    dExpanded: take(intermediateSize),
    dPreactivation: take(2 * intermediateSize),
    dNormalised: take(hiddenSize),
    dSum: take(hiddenSize),
    dBranch: take(hiddenSize),
    dContext: take(hiddenSize),
    delta: take(headCount),
    dQkv: take(3 * hiddenSize),
    dLeft: takeRanks(take, adapters),
  };
}
