// The two operators that hold nearly all weights, in single precision or in 8 bits.

import type { GraphBuilder } from './graphBuilder';
import { quantizedColumns, quantizedRows, type LazyTensor } from './quantize';

/** Writes products with weights, and look-ups in tables. */
export interface WeightWriter {
  /** `x · weight`, weight `[inputs, outputs]`. */
  product(graph: GraphBuilder, name: string, x: string, weight: LazyTensor): string;
  /** Rows of a table `[rows, width]` by their indices. */
  lookUp(graph: GraphBuilder, name: string, indices: string, table: LazyTensor): string;
}

export const singlePrecision: WeightWriter = {
  product: (graph, name, x, { shape, values }) => graph.node('MatMul', [x, graph.weight(name, 'float', shape, values)]),
  lookUp: (graph, name, indices, { shape, values }) =>
    graph.node('Gather', [graph.weight(name, 'float', shape, values), indices], { axis: 0 }),
};

/**
 * 8-bit weights with a scale for each output, and for each row of a table; they are multiplied back before use, and all
 * else stays in single precision. Quantizing what flows between the layers too, as quantize_dynamic does, is quicker and
 * moves the answers more: on 1,000 test rows of SST-2 and all-MiniLM-L6-v2, 97.0 % same labels instead of 99.4 %.
 */
export const eightBits: WeightWriter = {
  product: (graph, name, x, weight) => {
    const quantized = quantizedColumns(weight);
    const values = graph.weight(`${name}.values`, 'int8', weight.shape, quantized.values);
    const [, outputs = 0] = weight.shape;
    const scales = graph.weight(`${name}.scales`, 'float', [outputs], quantized.scales);
    return graph.node('MatMul', [x, graph.node('DequantizeLinear', [values, scales], { axis: 1 })]);
  },
  lookUp: (graph, name, indices, table) => {
    const quantized = quantizedRows(table);
    const [rows = 0] = table.shape;
    const gather = (from: string) => graph.node('Gather', [from, indices], { axis: 0 });
    const values = gather(graph.weight(`${name}.values`, 'int8', table.shape, quantized.values));
    const scales = gather(graph.weight(`${name}.scales`, 'float', [rows, 1], quantized.scales));
    return graph.node('Mul', [graph.node('Cast', [values], { to: 1 }), scales]);
  },
};
