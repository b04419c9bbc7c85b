// Attention in WGSL: one invocation for each token and head, which keeps its rows in registers and walks over the
// tokens of its text. Neighbouring invocations read the same keys and values, which the cache serves. Texts lie packed,
// so there is no mask and no work on padding.

import { dropoutFunction, f32, type Binding, type KernelSource } from '../webgpu/kernelSource';
import type { AttentionArguments, AttentionGradientArguments } from './kernels';

/** Tokens of one workgroup. */
const lanes = 64;

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** What the attention kernels share: the shape, and reading and writing rows of a head as vectors of four. */
function head({ hidden, heads, dropout }: AttentionArguments, arrays: readonly string[]) {
  const size = hidden / heads;
  const whole = size % 4 === 0;
  const vectors = range(Math.ceil(size / 4));
  const element = (array: string, i: number) =>
    `select(0f, ${array}[start + i * 4u + ${i}u], i * 4u + ${i}u < size)`;
  const reader = (array: string) =>
    whole
      ? `fn ${array}Of(start: u32, i: u32) -> vec4f { return ${array}[start / 4u + i]; }`
      : `fn ${array}Of(start: u32, i: u32) -> vec4f { return vec4f(${range(4).map((i) => element(array, i))}); }`;
  return {
    /** How arrays of rows are bound. */
    type: whole ? ('vec4f' as const) : ('f32' as const),
    common: /* wgsl */ `
const hidden = ${hidden}u;
const heads = ${heads}u;
const size = ${size}u;
const scale = ${f32(1 / Math.sqrt(size))};
${dropoutFunction(dropout)}
${arrays.map(reader).join('\n')}
fn factorOf(query: u32, head: u32, place: u32) -> f32 {
  return dropoutFactor((query * heads + head) * 512u + place);
}`,
    /** `let name0 = array[start …]` and so on: a row of a head in registers. */
    row: (name: string, array: string, start: string) =>
      vectors.map((i) => `let ${name}${i} = ${array}Of(${start}, ${i}u);`).join('\n'),
    zero: (name: string) => vectors.map((i) => `var ${name}${i} = vec4f();`).join('\n'),
    /** A line for each vector, with `$` for its number. */
    each: (line: string) => vectors.map((i) => line.replaceAll('$', String(i))).join('\n'),
    dot: (left: string, right: string) =>
      vectors.map((i) => `dot(${left}${i}, ${right}${i})`).join(' + '),
    write: (array: string, start: string, value: (i: number) => string) =>
      whole
        ? vectors.map((i) => `${array}[${start} / 4u + ${i}u] = ${value(i)};`).join('\n')
        : range(size)
            .map(
              (i) =>
                `${array}[${start} + ${i}u] = (${value(Math.floor(i / 4))}).${'xyzw'.charAt(i % 4)};`,
            )
            .join('\n'),
  };
}

/** The entry point: `token`, `head`, and where the token's text starts and ends. */
const entry = (body: string) => /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let token = id.x;
  let head = id.y;
  if (token >= step.tokens) { return; }
  let start = starts[textOf[token]];
  let end = starts[textOf[token] + 1u];
  let own = token * 3u * hidden + head * size;
  ${body}
}`;

/** Scores are made once, with a running maximum and sum (Milakov & Gimelshein 2018, arXiv 1805.02867, algorithm 3). */
export function attention(args: AttentionArguments): KernelSource {
  const h = head(args, ['qkv']);
  const code = /* wgsl */ `
${h.common}
${entry(/* wgsl */ `
  ${h.row('query', 'qkv', 'own')}
  ${h.zero('sum')}
  var largest = -3e38f;
  var total = 0f;
  for (var other = start; other < end; other++) {
    let row = other * 3u * hidden + head * size;
    ${h.row('key', 'qkv', 'row + hidden')}
    ${h.row('value', 'qkv', 'row + 2u * hidden')}
    let score = (${h.dot('query', 'key')}) * scale;
    let before = largest;
    largest = max(largest, score);
    let correction = exp(before - largest);
    let probability = exp(score - largest);
    total = total * correction + probability;
    let kept = probability * factorOf(token, head, other - start);
    ${h.each('sum$ = sum$ * correction + kept * value$;')}
  }
  logSumExp[token * heads + head] = largest + log(total);
  ${h.write('context', '(token * hidden + head * size)', (i) => `sum${i} / total`)}
`)}`;
  return {
    code,
    bindings: [
      ...textBindings(args),
      { name: 'qkv', view: args.qkv, type: h.type },
      { name: 'context', view: args.context, type: h.type, writes: true },
      { name: 'logSumExp', view: args.logSumExp, type: 'f32', writes: true },
    ],
    workgroups: (size) => [Math.ceil(size.tokens / lanes), args.heads, 1],
    operations: (size) => operations(args, size.tokens, 6),
  };
}

const textBindings = ({ starts, textOf }: AttentionArguments): Binding[] => [
  { name: 'starts', view: starts, type: 'u32' },
  { name: 'textOf', view: textOf, type: 'u32' },
];

/** An estimate: how long the texts are is known only on the card. */
const operations = ({ hidden }: AttentionArguments, tokens: number, products: number) =>
  products * tokens * Math.min(tokens, 256) * hidden;

/** The gradients of queries first, with `delta`, then those of keys and values. */
export function attentionGradient(args: AttentionGradientArguments): [KernelSource, KernelSource] {
  return [queryGradient(args), keyValueGradient(args)];
}

function queryGradient(args: AttentionGradientArguments): KernelSource {
  const h = head(args, ['qkv', 'context', 'dContext']);
  const code = /* wgsl */ `
${h.common}
${entry(/* wgsl */ `
  ${h.row('query', 'qkv', 'own')}
  ${h.row('context', 'context', 'token * hidden + head * size')}
  ${h.row('dContext', 'dContext', 'token * hidden + head * size')}
  let tokenDelta = ${h.dot('context', 'dContext')};
  let tokenLogSumExp = logSumExp[token * heads + head];
  ${h.zero('dQuery')}
  for (var other = start; other < end; other++) {
    let row = other * 3u * hidden + head * size;
    ${h.row('key', 'qkv', 'row + hidden')}
    ${h.row('value', 'qkv', 'row + 2u * hidden')}
    let probability = exp((${h.dot('query', 'key')}) * scale - tokenLogSumExp);
    let dProbability = (${h.dot('dContext', 'value')}) * factorOf(token, head, other - start);
    let dScore = probability * (dProbability - tokenDelta) * scale;
    ${h.each('dQuery$ = dQuery$ + dScore * key$;')}
  }
  delta[token * heads + head] = tokenDelta;
  ${h.write('dQkv', 'own', (i) => `dQuery${i}`)}
`)}`;
  return {
    code,
    bindings: [
      ...textBindings(args),
      { name: 'qkv', view: args.qkv, type: h.type },
      { name: 'context', view: args.context, type: h.type },
      { name: 'dContext', view: args.dContext, type: h.type },
      { name: 'logSumExp', view: args.logSumExp, type: 'f32' },
      { name: 'delta', view: args.delta, type: 'f32', writes: true },
      { name: 'dQkv', view: args.dQkv, type: h.type, writes: true },
    ],
    workgroups: (size) => [Math.ceil(size.tokens / lanes), args.heads, 1],
    operations: (size) => operations(args, size.tokens, 6),
  };
}

/** Keys and values in different workgroups: together their four rows would need too many registers. */
function keyValueGradient(args: AttentionGradientArguments): KernelSource {
  const h = head(args, ['qkv', 'dContext']);
  const code = /* wgsl */ `
${h.common}
${entry(/* wgsl */ `
  let place = token - start;
  ${h.row('key', 'qkv', 'own + hidden')}
  ${h.zero('sum')}
  if (id.z == 0u) {
    ${h.row('value', 'qkv', 'own + 2u * hidden')}
    for (var other = start; other < end; other++) {
      ${h.row('query', 'qkv', 'other * 3u * hidden + head * size')}
      ${h.row('dContext', 'dContext', 'other * hidden + head * size')}
      let statistic = other * heads + head;
      let probability = exp((${h.dot('query', 'key')}) * scale - logSumExp[statistic]);
      let dProbability = (${h.dot('dContext', 'value')}) * factorOf(other, head, place);
      let dScore = probability * (dProbability - delta[statistic]) * scale;
      ${h.each('sum$ = sum$ + dScore * query$;')}
    }
    ${h.write('dQkv', '(own + hidden)', (i) => `sum${i}`)}
  } else {
    for (var other = start; other < end; other++) {
      ${h.row('query', 'qkv', 'other * 3u * hidden + head * size')}
      ${h.row('dContext', 'dContext', 'other * hidden + head * size')}
      let probability = exp((${h.dot('query', 'key')}) * scale - logSumExp[other * heads + head]);
      let kept = probability * factorOf(other, head, place);
      ${h.each('sum$ = sum$ + kept * dContext$;')}
    }
    ${h.write('dQkv', '(own + 2u * hidden)', (i) => `sum${i}`)}
  }
`)}`;
  return {
    code,
    bindings: [
      ...textBindings(args),
      { name: 'qkv', view: args.qkv, type: h.type },
      { name: 'dContext', view: args.dContext, type: h.type },
      { name: 'logSumExp', view: args.logSumExp, type: 'f32' },
      { name: 'delta', view: args.delta, type: 'f32' },
      { name: 'dQkv', view: args.dQkv, type: h.type, writes: true },
    ],
    workgroups: (size) => [Math.ceil(size.tokens / lanes), args.heads, 2],
    operations: (size) => operations(args, size.tokens, 10),
  };
}
