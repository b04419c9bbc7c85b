// LoRA: which linear layers get an adapter, and what it is in the end.

import type { TargetModules } from '../domain/recipe';
import type { LinearName } from './linearNames';

/** The linear layers of the textbook; here query, key and value are one matrix. */
export const loraTargets = ['query', 'key', 'value', 'attentionOutput', 'intermediate', 'output'] as const;
export type LoraTarget = (typeof loraTargets)[number];

/** The linear layers that a recipe's choice means. */
export function loraTargetsOf(choice: TargetModules): readonly LoraTarget[] {
  switch (choice) {
    case 'all':
      return loraTargets;
    case 'attention':
      return ['query', 'key', 'value', 'attentionOutput'];
    case 'queryAndValue':
      return ['query', 'value'];
    default:
      return choice satisfies never;
  }
}

/** What adapters look like. */
export interface LoraShape {
  rank: number;
  /** The product is scaled by alpha / rank. */
  alpha: number;
  targets: readonly LoraTarget[];
}

/** The parts of a linear layer that an adapter can have for itself. */
export const partsOfLinear = (name: LinearName): readonly LoraTarget[] =>
  name === 'qkv' ? ['query', 'key', 'value'] : [name];

/** Which parts of a linear layer an adapter covers, in their order; none when it has no adapter. */
export function adaptedParts(name: LinearName, targets: readonly LoraTarget[]): LoraTarget[] {
  return partsOfLinear(name).filter((part) => targets.includes(part));
}

/** For query, key and value: the index of the part's ranks in the adapter, −1 without one. */
export function partOwners(targets: readonly LoraTarget[]): number[] {
  const parts = adaptedParts('qkv', targets);
  return partsOfLinear('qkv').map((part) => parts.indexOf(part));
}

/** A weight `[inputs, outputs]` with its adapter's product added: what training computed, in one matrix. */
export function merged(
  weight: Float32Array,
  down: Float32Array,
  up: Float32Array,
  { inputs, outputs, scale }: { inputs: number; outputs: number; scale: number },
): Float32Array<ArrayBuffer> {
  const ranks = down.length / inputs;
  const result = new Float32Array(weight);
  for (let input = 0; input < inputs; input++) {
    for (let k = 0; k < ranks; k++) {
      const factor = (down[input * ranks + k] ?? NaN) * scale;
      for (let output = 0; output < outputs; output++) {
        const index = input * outputs + output;
        result[index] = (result[index] ?? NaN) + factor * (up[k * outputs + output] ?? NaN);
      }
    }
  }
  return result;
}
