import type { Kernels } from '../tensor/kernels/kernels';

/** The kernels of a forward pass from token ids. */
export type ForwardKernels = Pick<
  Kernels,
  'locate' | 'embed' | 'layerNorm' | 'linear' | 'rotary' | 'attention' | 'gatedActivation' | 'pool' | 'maxPool'
>;
