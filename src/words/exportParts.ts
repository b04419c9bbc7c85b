// The parts of an export in words.

import { type ExportPart } from '../domain/exportParts';

/** Of an architecture that is newer than it. */
export const notInOldTransformersJs =
  '@xenova/transformers 2.17 does not know this architecture: in web pages load it with @huggingface/transformers.';

/** A part as the page names it. */
export interface ExportPartWords {
  name: string;
  /** Where its files lie in the zip. */
  path: string;
  help: string;
}

export const exportPartWords: Readonly<Record<ExportPart, ExportPartWords>> = {
  huggingFace: {
    name: 'Hugging Face weights',
    path: 'model.safetensors',
    help: 'For Python: transformers and most other tools load the unpacked folder as it is.',
  },
  onnx: {
    name: 'ONNX',
    path: 'onnx/model.onnx',
    help: 'For other languages and for web pages: ONNX Runtime, transformers.js.',
  },
  onnxQuantized: {
    name: 'ONNX with 8-bit weights',
    path: 'onnx/model_quantized.onnx',
    help: 'A quarter of the size; probabilities move a little. transformers.js takes it by default.',
  },
  adapter: {
    name: 'LoRA adapter',
    path: 'adapter/',
    help: 'Only what training added, for peft. Its README says how to put it on the base model.',
  },
  ownPage: {
    name: 'A web page of its own',
    path: 'web/',
    help: 'Put the folder on any web host: visitors classify in their own browser, and other pages can embed it.',
  },
  training: {
    name: 'Training script',
    path: 'training/',
    help: 'Trains the same model in Python on the same split. It contains your texts and labels.',
  },
};
