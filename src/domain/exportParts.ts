// What a trained model can be taken away as. Everything chosen lies in one zip, whose root is a Hugging Face folder.

/** Each is files in the zip; configuration, tokenizer and model card are there in any case. */
export const exportParts = ['huggingFace', 'onnx', 'onnxQuantized', 'adapter', 'ownPage', 'training'] as const;
export type ExportPart = (typeof exportParts)[number];

/** How the weights in `model.safetensors` are stored. */
export const weightPrecisions = ['single', 'half'] as const;
export type WeightPrecision = (typeof weightPrecisions)[number];

/** What to put into the zip. */
export interface ExportChoice {
  parts: readonly ExportPart[];
  /** Of the part `huggingFace`. */
  precision: WeightPrecision;
}

/** What most people take away. */
export const defaultExport: Readonly<ExportChoice> = {
  parts: ['huggingFace'],
  precision: 'single',
};

/** What a part would be for one model. */
export interface ExportOffer {
  part: ExportPart;
  /** Its size in the zip, about; of `huggingFace` in single precision. */
  bytes: number;
  /** Its size in half precision, where it has one. */
  halfBytes?: number;
  /** Why this model does not have it, in a sentence; absent when it does. */
  missing?: string;
  /** What to know of it for this model, in a sentence. */
  note?: string;
}

/** Test rows whose answers are compared before a model is handed out: their texts, to be tokenized. */
export interface AnswerSample {
  /** Indices of the stored predictions. */
  rows: number[];
  texts: string[];
}

/** Test rows as the model reads them. */
export interface TokenizedSample {
  rows: number[];
  /** Token ids of each text's windows. */
  windows: number[][][];
}

/** How a file that was written answers, beside what the model said here. */
export interface AnswerCheck {
  file: string;
  texts: number;
  /** The largest difference of a logit. */
  largest: number;
  /** The largest difference of a probability. */
  largestProbability: number;
  /** Texts with the same label, or the same set of them. */
  sameLabels: number;
}
