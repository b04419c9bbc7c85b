// The one door to TensorFlow.js. Which operations must not be called directly, and what to call instead,
// is in linear.ts; the choice of a backend is in backend.ts.
export * from '@tensorflow/tfjs';
