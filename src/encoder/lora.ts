// LoRA: which linear layers get an adapter, and what it is in the end.

import type { TargetModules } from '../domain/recipe';
import type { LinearName } from './linearNames';

/** The linear layers of the textbook; here query, key and value are one matrix. */
export const loraTargets = ['query', 'key', 'value', 'attentionOutput', 'intermediate', 'output'] as const;
export type LoraTarget = (typeof loraTargets)[number] | 'queryKeyValue';

/** The same where query, key and value are one module: it has one adapter. */
const targetsOfOneModule = ['queryKeyValue', 'attentionOutput', 'intermediate', 'output'] as const;

/** All linear layers. @param oneModule whether query, key and value are one module of Hugging Face's */
export const allTargets = (oneModule: boolean): readonly LoraTarget[] => (oneModule ? targetsOfOneModule : loraTargets);

/** The linear layers that a recipe's choice means; query and value alone are not to be had where they are one module. */
export function loraTargetsOf(choice: TargetModules, oneModule: boolean): readonly LoraTarget[] {
  switch (choice) {
    case 'all':
      return allTargets(oneModule);
    case 'attention':
      return oneModule ? ['queryKeyValue', 'attentionOutput'] : ['query', 'key', 'value', 'attentionOutput'];
    case 'queryAndValue':
      return oneModule ? ['queryKeyValue'] : ['query', 'value'];
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
export function partsOfLinear(name: LinearName, oneModule: boolean): readonly LoraTarget[] {
  if (name !== 'qkv') return [name];
  return oneModule ? ['queryKeyValue'] : ['query', 'key', 'value'];
}

/** Whether a linear layer has one adapter for all of its outputs. */
export const hasOneAdapter = (name: LinearName, targets: readonly LoraTarget[]): boolean =>
  name !== 'qkv' || targets.includes('queryKeyValue');

/** Which parts of a linear layer an adapter covers, in their order; none when it has no adapter. */
export function adaptedParts(name: LinearName, targets: readonly LoraTarget[]): LoraTarget[] {
  return partsOfLinear(name, hasOneAdapter('qkv', targets)).filter((part) => targets.includes(part));
}

/** For query, key and value: the index of the part's ranks in the adapter, −1 without one. */
export function partOwners(targets: readonly LoraTarget[]): number[] {
  const parts = adaptedParts('qkv', targets);
  return partsOfLinear('qkv', false).map((part) => parts.indexOf(part));
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
