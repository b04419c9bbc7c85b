import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { CosineLossArguments } from './spec';

export function cosineLoss(args: CosineLossArguments, step: StepReader): void {
  const { hidden } = args;
  const [x, labels] = [floats(args.x), words(args.labels)];
  const [dx, loss] = [floats(args.dx), floats(args.loss)];
  const row = (text: number) => x.subarray(text * hidden, (text + 1) * hidden);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * at(b, i), 0);
  let total = 0;
  for (let text = 0; text + 1 < step.rows('texts'); text += 2) {
    const [left, right] = [row(text), row(text + 1)];
    const [leftNorm, rightNorm] = [Math.sqrt(dot(left, left)), Math.sqrt(dot(right, right))];
    const cosine = dot(left, right) / (leftNorm * rightNorm);
    const error = cosine - (at(labels, text) === at(labels, text + 1) ? 1 : 0);
    total += error * error * step.lossScale;
    const scale = 2 * error * step.lossScale;
    for (let i = 0; i < hidden; i++) {
      const [own, other] = [at(left, i) / leftNorm, at(right, i) / rightNorm];
      dx[text * hidden + i] = (scale * (other - cosine * own)) / leftNorm;
      dx[(text + 1) * hidden + i] = (scale * (own - cosine * other)) / rightNorm;
    }
  }
  loss[0] = at(loss, 0) + total;
}
