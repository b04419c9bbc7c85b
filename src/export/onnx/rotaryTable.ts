import { allPositions, type GraphBuilder } from './graphBuilder';

const float = 1;

/** Of each position of a batch the cosines of its angles, then their sines, `[tokens, size]`. */
export function rotaryTable(graph: GraphBuilder, frequencies: Float32Array<ArrayBuffer>): string {
  const { length } = frequencies;
  const perPosition = graph.weight(`frequencies:${frequencies[1] ?? 0}`, 'float', [1, length], () => frequencies);
  const positions = graph.node('Cast', [allPositions(graph)], { to: float });
  const angles = graph.node('Mul', [graph.node('Unsqueeze', [positions, graph.ints(1)]), perPosition]);
  const halves = ['Cos', 'Sin'].map((op) => graph.node(op, [angles]));
  return graph.node('Concat', halves, { axis: 1 });
}
