// The backward pass of a layer that normalises before each branch: at most 17 kernels; adapters add 12.

import type { View } from '../tensor/device';
import type { Kernels } from '../tensor/kernels/kernels';
import type { Pass } from './layer';
import { recordLinearGradient } from './linearLayer';
import type { LinearName } from './linearNames';
import { recordNormGradient } from './normGradient';
import { attentionOf, preNormDropouts, type PreNormLayer } from './preNormForward';
import type { PreNormActivations, PreNormGradients } from './preNormMemory';

/** What the parts of a layer's backward pass share. */
interface BackwardPass {
  kernels: Kernels;
  layer: PreNormLayer;
  x: View;
  kept: PreNormActivations;
  room: PreNormGradients;
  pass: Pass;
}

const rows = 'tokens';

/** See `LayerKind`. */
export function recordPreNormGradient(
  kernels: Kernels,
  layer: PreNormLayer,
  x: View,
  kept: PreNormActivations,
  room: PreNormGradients,
  pass: Pass,
  inputNeeded: boolean,
): void {
  const backward = { kernels, layer, x, kept, room, pass };
  const branch = recordFeedForwardGradient(backward, recordFinalNormGradient(backward));
  const attentionOutput = { rows, x: kept.context, dy: branch, input: { dx: room.dContext } } as const;
  recordLinearGradient(kernels, layer.attentionOutput, attentionOutput, loraBuffers(backward, 'attentionOutput'));
  const { qkv, context, logSumExp } = kept;
  const { dContext, delta, dQkv } = room;
  const attention = attentionOf(pass, layer.index);
  const { scores } = preNormDropouts(pass, layer.index);
  kernels.attentionGradient({ ...attention.attended, qkv, context, logSumExp, ...scores, dContext, delta, dQkv });
  kernels.rotary({ ...attention.turned, direction: -1, qkv: dQkv });
  recordInputGradient(backward, inputNeeded);
}

/** Where the gradient of the sum lies that the layer ends with. */
function recordFinalNormGradient({ kernels, layer, kept, room, pass }: BackwardPass): View {
  if (!layer.finalNorm) return room.dy;
  const { outputSum: x, finalStatistics: statistics } = kept;
  const hidden = pass.config.hiddenSize;
  recordNormGradient(kernels, layer.finalNorm, { rows, hidden, dy: room.dy, x, statistics, dx: room.dOutputSum });
  return room.dOutputSum;
}

/** From the layer's last sum back to the one after attention, `dSum`; gives where the attention's branch of it lies. */
function recordFeedForwardGradient(backward: BackwardPass, dy: View): View {
  const { kernels, layer, kept, room, pass } = backward;
  const { hiddenSize: hidden, intermediateSize: width } = pass.config;
  const { dExpanded, dPreactivation, dNormalised, dSum, dBranch } = room;
  const { expanded, attended } = preNormDropouts(pass, layer.index);
  const output = { rows, x: kept.expanded, dy, input: { dx: dExpanded } } as const;
  recordLinearGradient(kernels, layer.output, output, loraBuffers(backward, 'output'));
  const gated = { width, activation: 'gelu', x: kept.preactivation, ...expanded } as const;
  kernels.gatedActivationGradient({ ...gated, dy: dExpanded, dx: dPreactivation });
  const intermediate = { rows, x: kept.attended, dy: dPreactivation, input: { dx: dNormalised } } as const;
  recordLinearGradient(kernels, layer.intermediate, intermediate, loraBuffers(backward, 'intermediate'));
  recordNormGradient(kernels, layer.outputNorm, {
    ...({ rows, hidden, dy: dNormalised, residual: dy, dx: dSum } as const),
    x: kept.attentionSum,
    statistics: kept.outputStatistics,
    ...(attended.dropout && { dropped: { view: dBranch, dropout: attended.dropout } }),
  });
  return attended.dropout ? dBranch : dSum;
}

/** From query, key and value back to the layer's input. */
function recordInputGradient(backward: BackwardPass, inputNeeded: boolean): void {
  const { kernels, layer, x, kept, room, pass } = backward;
  const { dy: dx, dSum: residual, dQkv, dNormalised } = room;
  const lora = loraBuffers(backward, 'qkv');
  const { attentionNorm: norm } = layer;
  if (!norm) {
    const input = inputNeeded && { input: { dx, residual } };
    return recordLinearGradient(kernels, layer.qkv, { rows, x, dy: dQkv, ...input }, lora);
  }
  const input = (inputNeeded || norm.weight.gradient) && { input: { dx: dNormalised } };
  recordLinearGradient(kernels, layer.qkv, { rows, x: kept.normalised, dy: dQkv, ...input }, lora);
  recordNormGradient(kernels, norm, {
    ...({ rows, hidden: pass.config.hiddenSize, dy: dNormalised, x, statistics: kept.attentionStatistics } as const),
    ...(inputNeeded && { residual, dx }),
  });
}

function loraBuffers({ kept, room }: BackwardPass, name: LinearName) {
  const [left, dLeft] = [kept.left[name], room.dLeft[name]];
  return left && dLeft ? { left, dLeft } : undefined;
}
