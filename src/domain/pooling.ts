/**
 * What a head reads of the encoder's last hidden states: the first token's, the mean over all tokens, or both together
 * (src/encoder/pooling.ts).
 */
export type Pooling = 'first' | 'mean' | 'firstAndMean';
