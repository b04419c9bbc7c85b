// A model's tensors on a device: frozen ones as they are, trained ones packed into groups that AdamW updates in one
// launch each, with their gradients and moments beside them.

import { Failure } from '../domain/failures';
import type { TensorValues } from '../domain/tensorValues';
import type { EightBits } from './eightBits';
import { exactHalves } from './halfPrecision';
import { aligned, slice, type Device, type View } from './device';
import type { Kernels } from './kernels/kernels';

/** A tensor to put on a device. */
export interface TensorSource {
  shape: number[];
  /** Makes the values; called once, so that only one tensor at a time is held on the host. */
  values: () => Float32Array;
  /** The same values in 8 bits, for kernels that unpack them: linear layers and embeddings. */
  eightBits?: () => EightBits;
  /** Whether only kernels read it that take half precision where a device does: linear layers and embeddings. */
  mayBeHalves?: boolean;
  /** Absent for a frozen tensor. */
  training?: {
    /** What the learning rate is multiplied by. */
    rateScale: number;
    /** Whether weight decay applies: not to biases and layer normalisations. */
    decays: boolean;
  };
}

/** A tensor on a device. */
export interface Parameter {
  shape: number[];
  value: View;
  /** Of a matrix in 8 bits, which lie in `value` four an element: a scale for each column. */
  scales?: View;
  /** Of a table in 8 bits: its one scale. */
  scale?: number;
  /** `null` for a frozen tensor. */
  gradient: View | null;
}

/** Where parameters are found by their names. */
export type ParameterLookup = Pick<ParameterStore, 'get' | 'find'>;

/** Trained tensors of one learning rate, in one allocation each of values, gradients and moments. */
interface Group {
  rateScale: number;
  values: View;
  gradients: View;
  firstMoments: View;
  secondMoments: View;
  /** Elements before this one decay. */
  decayed: number;
}

/** A group is closed when it would grow beyond this: 128 MiB, what every WebGPU device can bind at once. */
const largestGroup = 2 ** 25;

/** Parts into which each group's squared norm is summed. */
const normParts = 256;

export class ParameterStore {
  private readonly parameters = new Map<string, Parameter>();
  private readonly groups: Group[] = [];
  private readonly frozen: View[] = [];
  private norms: View | null = null;

  /** Puts tensors on the device. @throws Failure `OutOfMemory` */
  constructor(
    private readonly device: Device,
    sources: ReadonlyMap<string, TensorSource>,
  ) {
    try {
      const trained = [...sources].filter(([, { training }]) => training);
      for (const members of grouped(trained)) this.addGroup(members);
      for (const [name, source] of sources) if (!source.training) this.addFrozen(name, source);
      if (this.groups.length > 0) this.norms = device.allocate(this.groups.length * normParts);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  private addFrozen(name: string, source: TensorSource): void {
    const { shape } = source;
    if (isPacked(source)) {
      this.parameters.set(name, { shape, ...this.packed(source.eightBits()), gradient: null });
      return;
    }
    const values = source.values();
    const halves = this.halvesOf(source, values);
    const view = this.put(halves ?? values);
    const value = halves ? { ...view, halves: true as const } : view;
    this.parameters.set(name, { shape, value, gradient: null });
  }

  private packed({ values, scales }: EightBits): Pick<Parameter, 'value' | 'scales' | 'scale'> {
    // Else a copy: in a file they may start anywhere.
    const { buffer, byteOffset } = values.byteOffset % 4 === 0 ? values : values.slice();
    const value = this.put(new Uint32Array(buffer, byteOffset, values.length / 4));
    const [scale = NaN] = scales;
    return scales.length === 1 ? { value, scale } : { value, scales: this.put(scales) };
  }

  private put(values: Float32Array | Uint32Array): View {
    const view = this.device.allocate(values.length);
    this.frozen.push(view);
    this.device.write(view, values);
    return view;
  }

  /** A frozen weight as pairs of halves, where the device reads them and no number changes by it. */
  private halvesOf({ mayBeHalves = false }: TensorSource, values: Float32Array): Uint32Array<ArrayBuffer> | null {
    const halves = mayBeHalves && this.device.readsHalves ? exactHalves(values) : null;
    return halves && new Uint32Array(halves.buffer);
  }

  private addGroup(members: [string, TensorSource][]): void {
    const size = members.reduce((sum, [, { shape }]) => sum + aligned(sizeOf(shape)), 0);
    const allocate = () => {
      const view = this.device.allocate(size);
      this.frozen.push(view);
      return view;
    };
    const group: Group = {
      rateScale: members[0]?.[1].training?.rateScale ?? 1,
      values: allocate(),
      gradients: allocate(),
      firstMoments: allocate(),
      secondMoments: allocate(),
      decayed: 0,
    };
    let offset = 0;
    for (const [name, { shape, values, training }] of members) {
      const value = slice(group.values, offset, sizeOf(shape));
      this.device.write(value, values());
      this.parameters.set(name, {
        shape,
        value,
        gradient: slice(group.gradients, offset, sizeOf(shape)),
      });
      offset += aligned(sizeOf(shape));
      if (training?.decays) group.decayed = offset;
    }
    this.groups.push(group);
  }

  /** @throws Failure `ModelBroken` when there is none of that name */
  get(name: string): Parameter {
    const found = this.parameters.get(name);
    if (found) return found;
    throw new Failure('ModelBroken', `The model lacks the weight “${name}”.`);
  }

  find(name: string): Parameter | undefined {
    return this.parameters.get(name);
  }

  /** The names of the trained tensors. */
  get trainedNames(): string[] {
    return [...this.parameters].filter(([, { gradient }]) => gradient).map(([name]) => name);
  }

  /** One step of AdamW on every group, after clipping by the norm of all gradients together. */
  recordUpdate(kernels: Kernels): void {
    const { norms } = this;
    if (!norms) return;
    this.groups.forEach(({ gradients }, index) => {
      const partials = slice(norms, index * normParts, normParts);
      kernels.squaredNorm({ gradients, partials });
    });
    for (const group of this.groups) {
      kernels.adamw({
        parameters: group.values,
        gradients: group.gradients,
        firstMoment: group.firstMoments,
        secondMoment: group.secondMoments,
        decayed: group.decayed,
        rateScale: group.rateScale,
        partials: norms,
      });
    }
  }

  /** A copy of the trained tensors' values. */
  async readTrained(): Promise<TensorValues> {
    const values: TensorValues = new Map();
    for (const name of this.trainedNames) {
      const { shape, value } = this.get(name);
      values.set(name, { shape, values: await this.device.read(value) });
    }
    return values;
  }

  /** Puts the trained tensors' values back. */
  writeTrained(values: TensorValues): void {
    for (const [name, tensor] of values) this.device.write(this.get(name).value, tensor.values);
  }

  /** The gradients of the trained tensors, for tests. */
  async readGradients(): Promise<TensorValues> {
    const values: TensorValues = new Map();
    for (const name of this.trainedNames) {
      const { shape, gradient } = this.get(name);
      if (gradient) values.set(name, { shape, values: await this.device.read(gradient) });
    }
    return values;
  }

  /** The optimizer's moments, group by group: what a checkpoint needs beside the values. */
  async readMoments(): Promise<Float32Array<ArrayBuffer>[]> {
    const moments: Float32Array<ArrayBuffer>[] = [];
    for (const { firstMoments, secondMoments } of this.groups) {
      moments.push(await this.device.read(firstMoments), await this.device.read(secondMoments));
    }
    return moments;
  }

  writeMoments(moments: Float32Array[]): void {
    const views = this.groups.flatMap((group) => [group.firstMoments, group.secondMoments]);
    views.forEach((view, index) => {
      const values = moments[index];
      if (values?.length !== view.length) {
        throw new RangeError('These moments belong to another model.');
      }
      this.device.write(view, values);
    });
  }

  dispose(): void {
    for (const view of this.frozen) this.device.free(view);
    if (this.norms) this.device.free(this.norms);
    this.frozen.length = 0;
  }
}

/** Whether a frozen tensor lies in 8 bits on a device. */
export function isPacked(source: TensorSource): source is TensorSource & Required<Pick<TensorSource, 'eightBits'>> {
  return source.eightBits !== undefined && !source.training;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Trained tensors of one rate, those that decay first, split where a group would become too large to bind. */
function grouped(trained: [string, TensorSource][]): [string, TensorSource][][] {
  const rank = ({ training }: TensorSource) => (training?.rateScale ?? 0) * 2 + (training?.decays ? 0 : 1);
  const groups: [string, TensorSource][][] = [];
  let size = 0;
  let rate: number | undefined;
  for (const member of [...trained].sort(([, a], [, b]) => rank(a) - rank(b))) {
    const own = aligned(sizeOf(member[1].shape));
    const ownRate = member[1].training?.rateScale;
    const last = groups.at(-1);
    if (last && ownRate === rate && size + own <= largestGroup) {
      last.push(member);
      size += own;
    } else {
      groups.push([member]);
      size = own;
      rate = ownRate;
    }
  }
  return groups;
}
