// Attention in WGSL: one invocation for each token and head, which keeps its rows in registers and walks over the
// tokens that it attends to. Neighbouring invocations read the same keys and values, which the cache serves. Texts lie packed,
// so there is no mask and no work on padding.

import type { RunSize } from '../device';
import { longestText } from '../wasm/sizes';
import { f32, type ElementType, type Workgroups } from '../webgpu/kernelSource';

/** Tokens of one workgroup. */
const lanes = 64;

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

interface AttentionShape {
  hidden: number;
  heads: number;
  window?: number;
}

/**
 * Reading and writing rows of a head as vectors of four.
 *
 * @param arrays names of the views that are read so
 * @param written the one that is written so
 */
export function attentionHead({ hidden, heads, window }: AttentionShape, arrays: readonly string[], written: string) {
  const size = hidden / heads;
  const whole = size % 4 === 0;
  const type: ElementType = whole ? 'vec4f' : 'f32';
  const vectors = range(Math.ceil(size / 4));
  const element = (array: string, i: number) => `select(0f, ${array}[start + i * 4u + ${i}u], i * 4u + ${i}u < size)`;
  const reader = (array: string) =>
    whole
      ? `fn ${array}Of(start: u32, i: u32) -> vec4f { return ${array}[start / 4u + i]; }`
      : `fn ${array}Of(start: u32, i: u32) -> vec4f { return vec4f(${range(4).map((i) => element(array, i))}); }`;
  return {
    /** How arrays of rows are bound. */
    elements: Object.fromEntries([...arrays, written].map((array) => [array, type])),
    common: /* wgsl */ `
const size = ${size}u;
const scale = ${f32(1 / Math.sqrt(size))};
${arrays.map(reader).join('\n')}
fn factorOf(query: u32, head: u32, key: u32) -> f32 {
  return dropoutFactor((query * heads + head) * ${longestText}u + key);
}`,
    /** `let name0 = array[start …]` and so on: a row of a head in registers. */
    row: (name: string, array: string, start: string) =>
      vectors.map((i) => `let ${name}${i} = ${array}Of(${start}, ${i}u);`).join('\n'),
    zero: (name: string) => vectors.map((i) => `var ${name}${i} = vec4f();`).join('\n'),
    /** A line for each vector, with `$` for its number. */
    each: (line: string) => vectors.map((i) => line.replaceAll('$', String(i))).join('\n'),
    dot: (left: string, right: string) => vectors.map((i) => `dot(${left}${i}, ${right}${i})`).join(' + '),
    /** The entry point: `token`, `head`, where the token's text starts, and the `first` and `end` of what it attends to. */
    entry: (body: string) => attentionEntry(window !== undefined, body),
    write: (array: string, start: string, value: (i: number) => string) =>
      whole
        ? vectors.map((i) => `${array}[${start} / 4u + ${i}u] = ${value(i)};`).join('\n')
        : range(size)
            .map((i) => `${array}[${start} + ${i}u] = (${value(Math.floor(i / 4))}).${'xyzw'.charAt(i % 4)};`)
            .join('\n'),
  };
}

const attentionEntry = (windowed: boolean, body: string) => /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let token = id.x;
  let head = id.y;
  if (token >= step.tokens) { return; }
  let start = starts[textOf[token]];
  let textEnd = starts[textOf[token] + 1u];
  ${windowed ? 'let first = token - min(window, token - start);' : 'let first = start;'}
  ${windowed ? 'let end = min(textEnd, token + window + 1u);' : 'let end = textEnd;'}
  let own = token * 3u * hidden + head * size;
  ${body}
}`;

/** Workgroups: one lane a token, one row of groups a head. */
export const attentionWorkgroups = (tokens: number, heads: number, depth = 1): Workgroups => [
  Math.ceil(tokens / lanes),
  heads,
  depth,
];

/** An estimate: how long each text is is known only on the card. */
export function attentionOperations({ hidden, window }: AttentionShape, { tokens, texts }: RunSize, products: number) {
  const length = Math.min(tokens, Math.max(256, tokens / texts));
  const attended = window === undefined ? length : Math.min(length, 2 * window + 1);
  return products * tokens * attended * hidden;
}
