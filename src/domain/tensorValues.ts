/** Named tensors on the host, row major; can cross threads and rest in the store. */
export type TensorValues = Map<string, { shape: number[]; values: Float32Array<ArrayBuffer> }>;
