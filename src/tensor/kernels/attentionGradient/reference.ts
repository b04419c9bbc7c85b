import { dropoutIndex, forEachRow, scoresOf } from '../../kernelParts/attentionScores.reference';
import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { AttentionGradientArguments } from './spec';

export function attentionGradient(args: AttentionGradientArguments, step: StepReader): void {
  const { heads, hidden, dropout } = args;
  const size = hidden / heads;
  const scale = 1 / Math.sqrt(size);
  const [qkv, logSumExp, context] = [floats(args.qkv), floats(args.logSumExp), floats(args.context)];
  const [dContext, delta, dQkv] = [floats(args.dContext), floats(args.delta), floats(args.dQkv)];
  dQkv.fill(0, 0, step.rows('tokens') * 3 * hidden);
  forEachRow(args, step, (token, head, attended) => {
    const { start, before } = attended;
    const own = token * hidden + head * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += at(dContext, own + i) * at(context, own + i);
    delta[token * heads + head] = sum;
    scoresOf(args, token, head, attended).forEach((score, key) => {
      const factor = dropoutFactor(dropout, dropoutIndex(token, heads, head, before + key), step);
      const probability = Math.exp(score - at(logSumExp, token * heads + head));
      const other = (start + key) * 3 * hidden + head * size;
      let dProbability = 0;
      for (let i = 0; i < size; i++) {
        dProbability += at(dContext, own + i) * at(qkv, other + 2 * hidden + i);
        const dValue = other + 2 * hidden + i;
        dQkv[dValue] = at(dQkv, dValue) + probability * factor * at(dContext, own + i);
      }
      const dScore = probability * (dProbability * factor - sum) * scale;
      for (let i = 0; i < size; i++) {
        const query = token * 3 * hidden + head * size + i;
        dQkv[query] = at(dQkv, query) + dScore * at(qkv, other + hidden + i);
        const dKey = other + hidden + i;
        dQkv[dKey] = at(dQkv, dKey) + dScore * at(qkv, query);
      }
    });
  });
}
