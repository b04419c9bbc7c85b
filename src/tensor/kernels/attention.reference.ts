import { at, floats, words } from '../reference/memory';
import type { StepReader } from '../reference/stepState';
import { dropoutFactor } from './dropout.reference';
import type { AttentionArguments, AttentionGradientArguments } from './kernels';

/** The index of an attention probability for dropout. */
const dropoutIndex = (token: number, heads: number, head: number, key: number) =>
  (token * heads + head) * 512 + key;

export function attention(args: AttentionArguments, step: StepReader): void {
  const { heads, hidden, dropout } = args;
  const size = hidden / heads;
  const [context, logSumExp] = [floats(args.context), floats(args.logSumExp)];
  const qkv = floats(args.qkv);
  forEachRow(args, step, (token, head, start, end) => {
    const scores = scoresOf(args, token, head, start, end);
    const largest = Math.max(...scores);
    const sum = scores.reduce((total, score) => total + Math.exp(score - largest), 0);
    logSumExp[token * heads + head] = largest + Math.log(sum);
    for (let i = 0; i < size; i++) {
      let value = 0;
      scores.forEach((score, key) => {
        const factor = dropoutFactor(dropout, dropoutIndex(token, heads, head, key), step);
        const probability = (Math.exp(score - largest) / sum) * factor;
        value += probability * at(qkv, (start + key) * 3 * hidden + 2 * hidden + head * size + i);
      });
      context[token * hidden + head * size + i] = value;
    }
  });
}

export function attentionGradient(args: AttentionGradientArguments, step: StepReader): void {
  const { heads, hidden, dropout } = args;
  const size = hidden / heads;
  const scale = 1 / Math.sqrt(size);
  const [qkv, logSumExp, context] = [
    floats(args.qkv),
    floats(args.logSumExp),
    floats(args.context),
  ];
  const [dContext, delta, dQkv] = [floats(args.dContext), floats(args.delta), floats(args.dQkv)];
  dQkv.fill(0, 0, step.rows('tokens') * 3 * hidden);
  forEachRow(args, step, (token, head, start, end) => {
    const own = token * hidden + head * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += at(dContext, own + i) * at(context, own + i);
    delta[token * heads + head] = sum;
    scoresOf(args, token, head, start, end).forEach((score, key) => {
      const factor = dropoutFactor(dropout, dropoutIndex(token, heads, head, key), step);
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

/** Calls with each token and head, and where the token's text starts and ends. */
function forEachRow(
  { heads, starts: startsView, textOf: textOfView }: AttentionArguments,
  step: StepReader,
  visit: (token: number, head: number, start: number, end: number) => void,
): void {
  const [starts, textOf] = [words(startsView), words(textOfView)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    const text = at(textOf, token);
    for (let head = 0; head < heads; head++) {
      visit(token, head, at(starts, text), at(starts, text + 1));
    }
  }
}

/** query · key / √size of one token and head against each token of its text. */
function scoresOf(
  { hidden, heads, qkv: qkvView }: AttentionArguments,
  token: number,
  head: number,
  start: number,
  end: number,
): number[] {
  const qkv = floats(qkvView);
  const size = hidden / heads;
  const query = token * 3 * hidden + head * size;
  return Array.from({ length: end - start }, (_, key) => {
    const other = (start + key) * 3 * hidden + hidden + head * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += at(qkv, query + i) * at(qkv, other + i);
    return sum / Math.sqrt(size);
  });
}
