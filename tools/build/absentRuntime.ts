// What @xenova/transformers finds in the app in place of onnxruntime-web. Hone uses its tokenizers alone, which run no model,
// but its modules read these names when they are loaded.

class Absent {
  constructor() {
    throw new Error('The app has no ONNX Runtime for @xenova/transformers: it only tokenizes.');
  }
}

export const env = { wasm: {} };
export { Absent as InferenceSession, Absent as Tensor };
export default { env, InferenceSession: Absent, Tensor: Absent };
