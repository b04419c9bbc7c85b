import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import { adamwConstants, type AdamWArguments } from './spec';

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
