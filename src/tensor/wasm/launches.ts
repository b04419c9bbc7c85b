// Writes kernels down as launches: an opcode and 32-bit arguments, in the order of the spec's fields. Each kernel's `wasm.ts`
// reads them as a class of the same fields; tests/unit/tensor/kernelSpecs.test.ts compares the two.

import type { View } from '../device';
import { dropoutThreshold } from '../kernelParts/dropout.reference';
import { boundFields, type Arguments, type BoundField, type Fields } from '../kernels/fields';
import type { Activation } from '../kernels/kernels';
import { launchLength } from './sizes';

/** One word of a launch, and its type in AssemblyScript: addresses are of type `usize`. */
export interface Word {
  name: string;
  type: 'u32' | 'i32' | 'f32' | 'usize';
  value: number;
}

/** Says where a view lies, in bytes. */
type AddressOf = (view: View) => number;

const activationKinds: Record<Activation, number> = { gelu: 1, tanh: 2, relu: 3 };

/** A launch's arguments. What is absent is 0. */
export function launchWords(fields: Fields, args: Arguments, address: AddressOf): Word[] {
  return boundFields(fields, args).flatMap((bound) => wordsOf(bound, address));
}

function wordsOf(bound: BoundField, address: AddressOf): Word[] {
  const { kind, name, field, value } = bound;
  switch (kind) {
    case 'view': {
      const start: Word = { name, type: 'usize', value: value ? address(value) : 0 };
      const length: Word = { name: `${name}Length`, type: 'i32', value: value?.length ?? 0 };
      return field.sized ? [start, length] : [start];
    }
    case 'rows':
      return [{ name, type: 'u32', value: value === 'texts' ? 1 : 0 }];
    case 'integer':
      return [{ name, type: 'i32', value: value ?? 0 }];
    case 'integers':
      return Array.from({ length: field.count }, (_, index) => ({
        name: `${name}${index}`,
        type: 'i32',
        value: value?.[index] ?? 0,
      }));
    case 'float':
      return [{ name, type: 'f32', value: value ?? field.absent ?? 0 }];
    case 'activation':
      return [{ name, type: 'u32', value: value ? activationKinds[value] : 0 }];
    case 'dropout': {
      // The hash of dropout.reference.ts. Threshold 0: no dropout.
      const { probability, site } = value ?? { probability: 0, site: 0 };
      return [
        { name: `${name}Threshold`, type: 'u32', value: dropoutThreshold(probability) },
        { name: `${name}Scale`, type: 'f32', value: 1 / (1 - probability) },
        { name: `${name}Site`, type: 'u32', value: Math.imul(site, 0x9e3779b9) },
      ];
    }
    default:
      return kind satisfies never;
  }
}

/** A launch as it lies in memory. */
export function packLaunch(opcode: number, args: readonly Word[]): Uint32Array {
  if (args.length >= launchLength) throw new RangeError('A launch has too many arguments.');
  const words = new Uint32Array(1 + args.length);
  const floats = new Float32Array(words.buffer);
  words[0] = opcode;
  args.forEach(({ type, value }, index) => {
    if (type === 'f32') floats[index + 1] = value;
    else words[index + 1] = value;
  });
  return words;
}
