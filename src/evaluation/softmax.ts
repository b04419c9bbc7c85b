/** Softmax of each row of `logits` `[rows * classes]`, computed in double precision. NaN stays NaN. */
export function softmaxRows(logits: Float32Array, classCount: number): Float32Array<ArrayBuffer> {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classCount) {
    const row = logits.subarray(start, start + classCount);
    const largest = Math.max(...row);
    const exponentials = Array.from(row, (logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    exponentials.forEach((value, index) => (probabilities[start + index] = value / total));
  }
  return probabilities;
}
