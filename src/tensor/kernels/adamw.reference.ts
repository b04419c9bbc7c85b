import { at, floats } from '../reference/memory';
import type { StepReader } from '../reference/stepState';
import type { AdamWArguments, SquaredNormArguments } from './kernels';

/** The decay rates of the moments and the denominator's floor: the defaults of torch.optim.AdamW. */
export const adamwConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

export function squaredNorm(args: SquaredNormArguments): void {
  const [gradients, partials] = [floats(args.gradients), floats(args.partials)];
  partials.fill(0);
  const share = Math.ceil(gradients.length / partials.length);
  gradients.forEach((gradient, index) => {
    const part = Math.floor(index / share);
    partials[part] = at(partials, part) + gradient * gradient;
  });
}

export function adamw(args: AdamWArguments, step: StepReader): void {
  const [parameters, gradients] = [floats(args.parameters), floats(args.gradients)];
  const [first, second] = [floats(args.firstMoment), floats(args.secondMoment)];
  const { beta1, beta2, epsilon } = adamwConstants;
  const norm = Math.sqrt(floats(args.partials).reduce((sum, part) => sum + part, 0));
  // As torch.nn.utils.clip_grad_norm_ (Pascanu et al. 2012, arXiv 1211.5063).
  const clip = step.maxGradientNorm > 0 ? Math.min(1, step.maxGradientNorm / (norm + 1e-6)) : 1;
  const { weightDecay, firstCorrection, secondCorrection } = step;
  const learningRate = step.learningRate * (args.rateScale ?? 1);
  gradients.forEach((raw, i) => {
    const gradient = raw * clip;
    const decay = i < args.decayed ? 1 - learningRate * weightDecay : 1;
    const m = beta1 * at(first, i) + (1 - beta1) * gradient;
    const v = beta2 * at(second, i) + (1 - beta2) * gradient * gradient;
    first[i] = m;
    second[i] = v;
    const denominator = Math.sqrt(v) * secondCorrection + epsilon;
    parameters[i] = at(parameters, i) * decay - (learningRate * firstCorrection * m) / denominator;
  });
}
