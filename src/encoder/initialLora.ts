// The adapters of LoRA in an encoder: where they are, and how they start.

import { seededRandom } from '../domain/random';
import type { TensorSource } from '../tensor/parameters';
import type { EncoderConfig } from './architectures/architecture';
import { linearNames } from './linearNames';
import { adaptedParts, partsOfLinear, type LoraShape, type LoraTarget } from './lora';

/** The path of Hugging Face's module that a target is, without the architecture's prefix. */
export function modulePath(config: EncoderConfig, layer: number, target: LoraTarget): string {
  for (const linear of linearNames) {
    const name = `layers.${layer}.${linear}.weight`;
    const layout = config.architecture.tensors(config).find((own) => own.name === name);
    const part = layout?.parts[partsOfLinear(linear, config.architecture.qkvIsOneModule).indexOf(target)];
    if (part) return part.replace(/\.weight$/, '');
  }
  throw new RangeError(`The encoder has no ${target} in layer ${layer}.`);
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
