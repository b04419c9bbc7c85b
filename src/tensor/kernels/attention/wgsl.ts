import { attentionHead, attentionOperations, attentionWorkgroups } from '../../kernelParts/attentionHead.wgsl';
import type { Dispatch } from '../../webgpu/kernelSource';
import type { AttentionArguments } from './spec';

/** Scores are made once, with a running maximum and sum (Milakov & Gimelshein 2018, arXiv 1805.02867, algorithm 3). */
export function attention(args: AttentionArguments): Dispatch {
  const h = attentionHead(args, ['qkv'], 'context');
  const code = /* wgsl */ `
${h.common}
${h.entry(/* wgsl */ `
  ${h.row('query', 'qkv', 'own')}
  ${h.zero('sum')}
  var largest = -3e38f;
  var total = 0f;
  for (var other = first; other < end; other++) {
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
    elements: h.elements,
    workgroups: ({ tokens }) => attentionWorkgroups(tokens, args.heads),
    operations: (size) => attentionOperations(args, size, 6),
  };
}
