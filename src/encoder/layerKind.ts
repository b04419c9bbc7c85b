// What an architecture's layers are to the rest of the encoder, whatever they consist of.

import type { Memory } from '../tensor/allocations';
import type { View } from '../tensor/device';
import type { Kernels } from '../tensor/kernels/kernels';
import type { ParameterLookup } from '../tensor/parameters';
import type { ForwardKernels } from './forwardKernels';
import type { Pass } from './layer';
import type { LoraShape } from './lora';
import type { EncoderSizes } from './sizes';

/** A layer's parameters. */
export interface LoadedLayer {
  index: number;
}

/** What a layer keeps for a batch. */
export interface KeptByLayer {
  /** Its hidden states, `[tokens, hidden]`. */
  y: View;
}

/** Room for the gradients of one layer; layers take turns in it. */
export interface GradientRoom {
  /** The gradient of the layer's output, then of its input. */
  dy: View;
  /** As large; free between two layers. */
  dSum: View;
}

/** What of a layer trains. */
export interface LayerTraining {
  trains: boolean;
  adapters: LoraShape | null;
}

/** How the layers of an architecture are put on a device and recorded. Each method is given what the same kind made. */
export interface LayerKind {
  load(store: ParameterLookup, index: number, config: EncoderSizes, adapters: LoraShape | null): LoadedLayer;
  takeActivations(memory: Memory, tokens: number, config: EncoderSizes, training: LayerTraining): KeptByLayer;
  takeGradients(memory: Memory, tokens: number, config: EncoderSizes, adapters: LoraShape | null): GradientRoom;
  /** Records a layer's forward pass from `x` to `kept.y`, both `[tokens, hidden]`. */
  record(kernels: ForwardKernels, layer: LoadedLayer, x: View, kept: KeptByLayer, pass: Pass): void;
  /**
   * Records a layer's backward pass: `room.dy` holds the gradient of its output, and then that of its input.
   *
   * @param inputNeeded whether anything below the layer trains
   */
  recordGradient(
    kernels: Kernels,
    layer: LoadedLayer,
    x: View,
    kept: KeptByLayer,
    room: GradientRoom,
    pass: Pass,
    inputNeeded: boolean,
  ): void;
}
