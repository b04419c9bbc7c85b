// Puts an ONNX graph together: each call adds a node and gives the name of what comes out.

import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxType, OnnxValue } from './onnxFile';

export class GraphBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly tensors = new Map<string, OnnxTensor>();
  private results = 0;

  /** Adds a node with one output. */
  node(op: string, inputs: string[], attributes: Record<string, OnnxAttribute> = {}): string {
    const output = `t${this.results++}`;
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  /** Adds a node with several outputs. */
  several(op: string, inputs: string[], count: number, attributes: Record<string, OnnxAttribute> = {}): string[] {
    const outputs = Array.from({ length: count }, () => `t${this.results++}`);
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** Adds a weight, which is made when it is written. */
  weight(name: string, type: OnnxType, shape: number[], values: () => ArrayBufferView<ArrayBuffer>): string {
    const bytes = () => {
      const { buffer, byteOffset, byteLength } = values();
      return new Uint8Array(buffer, byteOffset, byteLength);
    };
    this.tensors.set(name, { name, type, shape, bytes });
    return name;
  }

  /** A single-precision number; the same one is stored once. */
  float(value: number): string {
    return this.weight(`float:${value}`, 'float', [], () => Float32Array.of(value));
  }

  /** Whole numbers as a list; the same ones are stored once. */
  ints(...values: number[]): string {
    const name = `ints:${values.join()}`;
    return this.weight(name, 'int64', [values.length], () => BigInt64Array.from(values, BigInt));
  }

  /** A whole number without dimensions. */
  int(value: number): string {
    return this.weight(`int:${value}`, 'int64', [], () => BigInt64Array.of(BigInt(value)));
  }

  /** The whole graph. @param result the value that is its one output, which nothing else reads */
  finish(name: string, inputs: OnnxValue[], result: string, output: OnnxValue): OnnxGraph {
    const { nodes } = this;
    const last = nodes.find(({ outputs }) => outputs.includes(result));
    if (last) last.outputs = [output.name];
    return { name, nodes, tensors: [...this.tensors.values()], inputs, outputs: [output] };
  }
}

/** The positions of a batch's tokens from 0 on, `[tokens]`. */
export function allPositions(graph: GraphBuilder): string {
  const length = graph.node('Gather', [graph.node('Shape', ['input_ids']), graph.int(1)], { axis: 0 });
  return graph.node('Range', [graph.int(0), length, graph.int(1)]);
}
