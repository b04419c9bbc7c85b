import type { Activation } from '../kernels/kernels';

const erf = /* wgsl */ `
// Abramowitz & Stegun 1964, formula 7.1.26, as in activation.reference.ts
fn erf(x: f32) -> f32 {
  let t = 1f / (1f + 0.3275911f * abs(x));
  let polynomial = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  return sign(x) * (1f - polynomial * exp(-x * x));
}`;

// tanh is 1 to single precision beyond 10, and some drivers overflow for large arguments.
const boundedTanh = 'tanh(clamp(x, -10f, 10f))';

/** What both functions of GELU need. */
const sharedBy = (kind: Activation | undefined): string => (kind === 'gelu' ? erf : '');

/** WGSL `fn activate(x: f32) -> f32`. */
export function activationFunction(kind: Activation | undefined): string {
  return `${sharedBy(kind)}\n${activate(kind)}`;
}

/** WGSL `fn slope(x: f32) -> f32`: the derivative of the activation. */
export function slopeFunction(kind: Activation): string {
  return `${sharedBy(kind)}\n${slope(kind)}`;
}

/** Both functions. */
export function activationAndSlope(kind: Activation): string {
  return [sharedBy(kind), activate(kind), slope(kind)].join('\n');
}

function activate(kind: Activation | undefined): string {
  switch (kind) {
    case undefined:
      return 'fn activate(x: f32) -> f32 { return x; }';
    case 'gelu':
      return `fn activate(x: f32) -> f32 { return 0.5f * x * (1f + erf(x * ${Math.SQRT1_2}f)); }`;
    case 'tanh':
      return `fn activate(x: f32) -> f32 { return ${boundedTanh}; }`;
    case 'relu':
      return 'fn activate(x: f32) -> f32 { return max(0f, x); }';
    default:
      return kind satisfies never;
  }
}

function slope(kind: Activation): string {
  switch (kind) {
    case 'gelu':
      return /* wgsl */ `
fn slope(x: f32) -> f32 {
  return 0.5f * (1f + erf(x * ${Math.SQRT1_2}f)) + x * exp(-0.5f * x * x) * ${1 / Math.sqrt(2 * Math.PI)}f;
}`;
    case 'tanh':
      return /* wgsl */ `
fn slope(x: f32) -> f32 {
  let y = ${boundedTanh};
  return 1f - y * y;
}`;
    case 'relu':
      return 'fn slope(x: f32) -> f32 { return select(0f, 1f, x > 0f); }';
    default:
      return kind satisfies never;
  }
}
