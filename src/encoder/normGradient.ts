import type { View } from '../tensor/device';
import type { Dropout, Kernels, Rows } from '../tensor/kernels/kernels';
import type { LayerNormGradientArguments } from '../tensor/kernels/layerNormGradient/spec';
import type { NormParameters } from './layer';

/** What the gradients of a layer normalisation need. */
interface NormGradient extends Pick<LayerNormGradientArguments, 'residual' | 'dropped'> {
  rows: Rows;
  hidden: number;
  dy: View;
  x: View;
  statistics: View;
  /** The dropout after the normalisation. */
  dropout?: Dropout;
  /** Where the gradient of its input goes; absent where nobody needs it. */
  dx?: View;
}

/** Records the gradients of a layer normalisation: of what trains in it, and of its input. */
export function recordNormGradient(
  kernels: Kernels,
  { weight, bias }: NormParameters,
  { dx, residual, dropped, ...own }: NormGradient,
): void {
  if (weight.gradient) {
    const [dWeight, dBias] = [weight.gradient, bias?.gradient];
    kernels.layerNormParameterGradient({ ...own, dWeight, ...(dBias && { dBias }) });
  }
  if (!dx) return;
  const after = { ...(residual && { residual }), ...(dropped && { dropped }) };
  kernels.layerNormGradient({ ...own, weight: weight.value, dx, ...after });
}
