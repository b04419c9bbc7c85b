import type { Activation } from '../kernels/kernels';

/**
 * The error function to 1.5e-7 (Abramowitz & Stegun 1964, formula 7.1.26).
 */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

/** GELU is x · Φ(x), with the error function and not its tanh approximation (Hendrycks & Gimpel 2016, arXiv 1606.08415). */
export function activate(kind: Activation | undefined, x: number): number {
  switch (kind) {
    case undefined:
      return x;
    case 'gelu':
      return 0.5 * x * (1 + erf(x * Math.SQRT1_2));
    case 'tanh':
      return Math.tanh(x);
    case 'relu':
      return Math.max(0, x);
    default:
      return kind satisfies never;
  }
}

/** The derivative of an activation at x. */
export function activationSlope(kind: Activation, x: number): number {
  switch (kind) {
    case 'gelu':
      return 0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
    case 'tanh':
      return 1 - Math.tanh(x) ** 2;
    case 'relu':
      return x > 0 ? 1 : 0;
    default:
      return kind satisfies never;
  }
}
