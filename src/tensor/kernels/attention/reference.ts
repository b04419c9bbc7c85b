import { dropoutIndex, forEachRow, scoresOf } from '../../kernelParts/attentionScores.reference';
import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { AttentionArguments } from './spec';

export function attention(args: AttentionArguments, step: StepReader): void {
  const { heads, hidden, dropout } = args;
  const size = hidden / heads;
  const [context, logSumExp] = [floats(args.context), floats(args.logSumExp)];
  const qkv = floats(args.qkv);
  forEachRow(args, step, (token, head, attended) => {
    const { start, before } = attended;
    const scores = scoresOf(args, token, head, attended);
    const largest = Math.max(...scores);
    const sum = scores.reduce((total, score) => total + Math.exp(score - largest), 0);
    logSumExp[token * heads + head] = largest + Math.log(sum);
    for (let i = 0; i < size; i++) {
      let value = 0;
      scores.forEach((score, key) => {
        const factor = dropoutFactor(dropout, dropoutIndex(token, heads, head, before + key), step);
        const probability = (Math.exp(score - largest) / sum) * factor;
        value += probability * at(qkv, (start + key) * 3 * hidden + 2 * hidden + head * size + i);
      });
      context[token * hidden + head * size + i] = value;
    }
  });
}
