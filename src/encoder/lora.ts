// LoRA: which linear layers get an adapter, and how it starts.

import { seededRandom } from '../domain/random';
import type { TargetModules } from '../domain/recipe';
import type { TensorSource } from '../tensor/parameters';
import type { EncoderConfig } from './config';
import { linearNames, type LinearName } from './architectures/architecture';

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

/** The path of Hugging Face's module that a target is, without the architecture's prefix. */
export function modulePath(config: EncoderConfig, layer: number, target: LoraTarget): string {
  for (const linear of linearNames) {
    const name = `layers.${layer}.${linear}.weight`;
    const layout = config.architecture.tensors(config).find((own) => own.name === name);
    const part = layout?.parts[partsOfLinear(linear).indexOf(target)];
    if (part) return part.replace(/\.weight$/, '');
  }
  throw new RangeError(`The encoder has no ${target} in layer ${layer}.`);
}

/** For query, key and value: the index of the part's ranks in the adapter, −1 without one. */
export function partOwners(targets: readonly LoraTarget[]): number[] {
  const parts = adaptedParts('qkv', targets);
  return partsOfLinear('qkv').map((part) => parts.indexOf(part));
}

/**
 * The adapters of one layer as they start: `down` uniform in ±1/√inputs, which is what PEFT draws
 * (kaiming_uniform with a = √5), `up` zero, so that training starts from the base model.
 */
export function initialLora(
  layer: number,
  { rank, targets }: LoraShape,
  config: EncoderConfig,
  seed: number,
): Map<string, TensorSource> {
  const sources = new Map<string, TensorSource>();
  const training = { rateScale: 1, decays: true };
  const shapes = config.architecture.linearShapes(config);
  for (const [index, name] of linearNames.entries()) {
    const ranks = adaptedParts(name, targets).length * rank;
    if (ranks === 0) continue;
    const [inputs, outputs] = shapes[name];
    const path = `layers.${layer}.${name}.adapter`;
    sources.set(`${path}.down`, {
      shape: [inputs, ranks],
      training,
      values: () => {
        const random = seededRandom(seed ^ Math.imul(layer * 4 + index + 1, 0x9e3779b1));
        const bound = 1 / Math.sqrt(inputs);
        return Float32Array.from({ length: inputs * ranks }, () => (random() * 2 - 1) * bound);
      },
    });
    const up = () => new Float32Array(ranks * outputs);
    sources.set(`${path}.up`, { shape: [ranks, outputs], training, values: up });
  }
  return sources;
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
