// The memory of a graph that is being recorded: which of its values each view holds. A graph's values never change, so a
// view that is written again holds another value from then on.

import type { View } from '../../tensor/device';
import type { Memory } from '../../tensor/allocations';
import type { Parameter, ParameterLookup } from '../../tensor/parameters';
import type { GraphBuilder } from './graphBuilder';
import type { LazyTensor } from './quantize';

/** A constant of the graph. */
export interface NamedTensor {
  name: string;
  tensor: LazyTensor;
}

export class GraphViews implements Memory, ParameterLookup {
  private readonly parameters = new Map<string, Parameter>();
  /** By allocation: a view here is always a whole one. */
  private readonly constants = new Map<object, NamedTensor>();
  private readonly values = new Map<object, string>();

  /** @param tensors the model's, by Hone's names */
  constructor(
    private readonly graph: GraphBuilder,
    private readonly tensors: ReadonlyMap<string, LazyTensor>,
  ) {}

  take(elements: number): View {
    return { allocation: {}, offset: 0, length: elements };
  }

  /** @throws RangeError when the model has none of that name */
  get(name: string): Parameter {
    const found = this.find(name);
    if (found) return found;
    throw new RangeError(`The graph lacks ${name}.`);
  }

  find(name: string): Parameter | undefined {
    const tensor = this.tensors.get(name);
    if (!tensor || this.parameters.has(name)) return this.parameters.get(name);
    const value = this.take(0);
    this.hold(value, { name, tensor });
    const parameter = { shape: tensor.shape, value, gradient: null };
    this.parameters.set(name, parameter);
    return parameter;
  }

  /** Lets a view be a constant, which is stored when it is first read. */
  hold({ allocation }: View, constant: NamedTensor): void {
    this.constants.set(allocation, constant);
  }

  /** Lets a view hold a value of the graph. */
  write({ allocation }: View, value: string): void {
    this.values.set(allocation, value);
  }

  /** Whether anything was written to a view; what was not is zero. */
  isWritten({ allocation }: View): boolean {
    return this.values.has(allocation) || this.constants.has(allocation);
  }

  /** What a view holds. @throws RangeError when nothing was written to it */
  read({ allocation }: View): string {
    const value = this.values.get(allocation);
    if (value !== undefined) return value;
    const { name, tensor } = this.constant({ allocation });
    return this.graph.weight(name, 'float', tensor.shape, tensor.values);
  }

  /** The constant that a view is. @throws RangeError when it is none */
  constant({ allocation }: Pick<View, 'allocation'>): NamedTensor {
    const found = this.constants.get(allocation);
    if (found) return found;
    throw new RangeError('A kernel reads what none has written.');
  }
}
