// One encoder layer, backward: at most 14 kernels; adapters on all linear layers add 12.

import type { View } from '../tensor/device';
import type { Dropout, Kernels } from '../tensor/kernels/kernels';
import { layerDropouts, type EncoderLayer, type NormParameters, type Pass } from './layer';
import type { GradientBuffers, LayerActivations } from './layerMemory';
import { recordLinearGradient } from './linearLayer';
import type { LinearName } from './linearNames';
import { recordNormGradient } from './normGradient';

/** What the parts of a layer's backward pass share. */
interface BackwardPass {
  kernels: Kernels;
  layer: EncoderLayer;
  activations: LayerActivations;
  room: GradientBuffers;
  dropouts: ReturnType<typeof layerDropouts>;
  hidden: number;
}

/**
 * Records a layer's backward pass: `room.dy` holds the gradient of its output, and then that of its input.
 *
 * @param inputNeeded whether anything below the layer trains
 */
export function recordLayerGradient(
  kernels: Kernels,
  layer: EncoderLayer,
  x: View,
  activations: LayerActivations,
  room: GradientBuffers,
  pass: Pass,
  inputNeeded: boolean,
): void {
  const { hiddenSize: hidden, headCount: heads } = pass.config;
  const { qkv, context, logSumExp } = activations;
  const { dy, dSum, dContext, delta, dQkv } = room;
  const dropouts = layerDropouts(pass, layer.index);
  const backward = { kernels, layer, activations, room, dropouts, hidden };
  recordFeedForwardGradient(backward);
  recordAttentionOutputGradient(backward);
  const forward = { ...pass.layout, hidden, heads, qkv, context, logSumExp, ...dropouts.scores };
  kernels.attentionGradient({ ...forward, dContext, delta, dQkv });
  recordLinearGradient(
    kernels,
    layer.qkv,
    { rows: 'tokens', x, dy: dQkv, ...(inputNeeded && { input: { dx: dy, residual: dSum } }) },
    loraBuffers(backward, 'qkv'),
  );
}

/** From the layer's output back to that of its attention. */
function recordFeedForwardGradient(backward: BackwardPass): void {
  const { kernels, layer, activations, room, dropouts } = backward;
  const { attended, expanded, preactivation } = activations;
  const { dy, dSum, dExpanded, dAttended } = room;
  const rows = 'tokens';
  if (!preactivation) throw new RangeError('This layer was not recorded for training.');
  const branch = recordBranchGradient(backward, layer.outputNorm, {
    dy,
    x: activations.outputSum,
    statistics: activations.outputStatistics,
    ...dropouts.output,
  });
  recordLinearGradient(
    kernels,
    layer.output,
    { rows, x: expanded, dy: branch, input: { dx: dExpanded, activation: { kind: 'gelu', preactivation } } },
    loraBuffers(backward, 'output'),
  );
  recordLinearGradient(
    kernels,
    layer.intermediate,
    { rows, x: attended, dy: dExpanded, input: { dx: dAttended, residual: dSum } },
    loraBuffers(backward, 'intermediate'),
  );
}

/** From there back to what the attention found, before its output layer. */
function recordAttentionOutputGradient(backward: BackwardPass): void {
  const { kernels, layer, activations, room, dropouts } = backward;
  const branch = recordBranchGradient(backward, layer.attentionNorm, {
    dy: room.dAttended,
    x: activations.attentionSum,
    statistics: activations.attentionStatistics,
    ...dropouts.attended,
  });
  recordLinearGradient(
    kernels,
    layer.attentionOutput,
    { rows: 'tokens', x: activations.context, dy: branch, input: { dx: room.dContext } },
    loraBuffers(backward, 'attentionOutput'),
  );
}

function loraBuffers({ activations, room }: BackwardPass, name: LinearName) {
  const [left, dLeft] = [activations.left[name], room.dLeft[name]];
  return left && dLeft ? { left, dLeft } : undefined;
}

/** Records the gradients of a layer normalisation; gives where the gradient of the branch with the dropout lies. */
function recordBranchGradient(
  { kernels, room, hidden }: BackwardPass,
  norm: NormParameters,
  { dropout, ...own }: { dy: View; x: View; statistics: View; dropout?: Dropout },
): View {
  const { dSum, dBranch } = room;
  const dropped = dropout && { dropped: { view: dBranch, dropout } };
  recordNormGradient(kernels, norm, { rows: 'tokens', hidden, ...own, dx: dSum, ...dropped });
  return dropout ? dBranch : dSum;
}
