// What a head reads of the encoder's last hidden states.

/**
 * `first`: the first token. `mean`: the mean over all tokens. `firstAndMean`: both together, normalised (src/encoder/pooling.ts).
 * `max`: the largest of each column. `meanSqrtLength`: the sum over the root of the number of tokens.
 */
export type Pooling = 'first' | 'mean' | 'firstAndMean' | 'max' | 'meanSqrtLength';

/** Those that neither a layer of a standard encoder nor a class of Hugging Face's computes. */
const beyondLayers = ['max', 'meanSqrtLength'] as const;
export type PoolingBeyondLayers = (typeof beyondLayers)[number];

export function isBeyondLayers(pooling: unknown): pooling is PoolingBeyondLayers {
  return beyondLayers.some((own) => own === pooling);
}
