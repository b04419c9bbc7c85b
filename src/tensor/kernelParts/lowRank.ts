import { group, input, integer } from '../kernels/fields';

/** A product of low rank beside a linear layer's own: LoRA (Hu et al. 2021, arXiv 2106.09685). */
export const lowRank = group({
  /** `[rows, rank]` */
  left: input(),
  /** Forward `[rank, outputs]`; in the gradient of the input `[inputs, rank]`, read transposed. */
  right: input(),
  rank: integer,
});
