import { attentionHead, attentionOperations, attentionWorkgroups } from '../../kernelParts/attentionHead.wgsl';
import type { Dispatch } from '../../webgpu/kernelSource';
import type { AttentionGradientArguments } from './spec';

/** The gradients of queries first, with `delta`, then those of keys and values. */
export function attentionGradient(args: AttentionGradientArguments): [Dispatch, Dispatch] {
  return [queryGradient(args), keyValueGradient(args)];
}

function queryGradient(args: AttentionGradientArguments): Dispatch {
  const h = attentionHead(args, ['qkv', 'context', 'dContext'], 'dQkv');
  const code = /* wgsl */ `
${h.common}
${h.entry(/* wgsl */ `
  ${h.row('query', 'qkv', 'own')}
  ${h.row('context', 'context', 'token * hidden + head * size')}
  ${h.row('dContext', 'dContext', 'token * hidden + head * size')}
  let tokenDelta = ${h.dot('context', 'dContext')};
  let tokenLogSumExp = logSumExp[token * heads + head];
  ${h.zero('dQuery')}
  for (var other = first; other < end; other++) {
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
    elements: h.elements,
    workgroups: ({ tokens }) => attentionWorkgroups(tokens, args.heads),
    operations: (size) => attentionOperations(args, size, 6),
  };
}

/** Keys and values in different workgroups: together their four rows would need too many registers. */
function keyValueGradient(args: AttentionGradientArguments): Dispatch {
  const h = attentionHead(args, ['qkv', 'dContext'], 'dQkv');
  const code = /* wgsl */ `
${h.common}
${h.entry(/* wgsl */ `
  let key = token - start;
  ${h.row('key', 'qkv', 'own + hidden')}
  ${h.zero('sum')}
  if (id.z == 0u) {
    ${h.row('value', 'qkv', 'own + 2u * hidden')}
    for (var other = first; other < end; other++) {
      ${h.row('query', 'qkv', 'other * 3u * hidden + head * size')}
      ${h.row('dContext', 'dContext', 'other * hidden + head * size')}
      let statistic = other * heads + head;
      let probability = exp((${h.dot('query', 'key')}) * scale - logSumExp[statistic]);
      let dProbability = (${h.dot('dContext', 'value')}) * factorOf(other, head, key);
      let dScore = probability * (dProbability - delta[statistic]) * scale;
      ${h.each('sum$ = sum$ + dScore * query$;')}
    }
    ${h.write('dQkv', '(own + hidden)', (i) => `sum${i}`)}
  } else {
    for (var other = first; other < end; other++) {
      ${h.row('query', 'qkv', 'other * 3u * hidden + head * size')}
      ${h.row('dContext', 'dContext', 'other * hidden + head * size')}
      let probability = exp((${h.dot('query', 'key')}) * scale - logSumExp[other * heads + head]);
      let kept = probability * factorOf(other, head, key);
      ${h.each('sum$ = sum$ + kept * dContext$;')}
    }
    ${h.write('dQkv', '(own + 2u * hidden)', (i) => `sum${i}`)}
  }
`)}`;
  return {
    code,
    elements: h.elements,
    reads: ['delta'],
    workgroups: ({ tokens }) => attentionWorkgroups(tokens, args.heads, 2),
    operations: (size) => attentionOperations(args, size, 10),
  };
}
