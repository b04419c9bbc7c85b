// Written files → what they answer. Before a model is handed out, each file that holds it is read back and asked about some
// test rows; it must answer as the model did here.

import { elementAt } from '../../domain/element';
import { blobBytes } from '../../data/read/bytes/blobBytes';
import type { AnswerCheck, AnswerSample, TokenizedSample, WeightPrecision } from '../../domain/exportParts';
import type { StoredPredictions } from '../../domain/metrics';
import { Failure } from '../../domain/failures';
import type { TrainedModel } from '../../domain/run';
import { headValues } from '../../encoder/classifierHead';
import { readEncoderConfig } from '../../encoder/config';
import { encoderTensors } from '../../encoder/tensors';
import { compareAnswers, type Answers } from '../../evaluation/compareAnswers';
import { frozenClassifier } from '../../inference/frozenClassifier';
import { logitsOfTexts } from '../../inference/predict';
import { meanOfWindows, packWindows, textsOfWindows } from '../../inference/windows';
import type { Device } from '../../tensor/device';
import { readSafetensors } from '../../tensor/safetensors';
import { scaledTensors } from '../../tensor/scaledTensors';
import { breathe } from '../../jobs/breathe';
import { runInWorker } from './onnxThread';

/** Test rows that are compared. */
const sampleSize = 32;

/** Rows from all over the test set; none where the model was not tested here. */
export function sampleOf(predictions: Pick<StoredPredictions, 'texts'> | undefined): AnswerSample {
  const texts = predictions?.texts ?? [];
  const count = Math.min(sampleSize, texts.length);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * texts.length) / count));
  return { rows, texts: rows.map((row) => elementAt(texts, row)) };
}

/** Stored logits of a sample's rows, `[rows * classes]`. */
export function storedAnswers(
  { logits }: Pick<StoredPredictions, 'logits'>,
  { rows }: TokenizedSample,
  classes: number,
): Float32Array {
  return Float32Array.from(rows.flatMap((row) => [...logits.subarray(row * classes, (row + 1) * classes)]));
}

/** How near answers must be. */
export type Exactness = WeightPrecision | 'eightBits';

/** A written file that holds a model. */
export interface WrittenModel {
  name: string;
  content: Blob;
  exactness: Exactness;
}

/** What a check needs besides the file. */
export interface CheckContext {
  device: Device;
  model: TrainedModel;
  sample: TokenizedSample;
  /** What the model said of the sample here, `[rows * classes]`. */
  wanted: Float32Array;
  /** The written config.json. */
  config: Record<string, unknown>;
  signal: AbortSignal;
}

/** How a written file answers. @throws Failure `CannotExport` where it answers otherwise, or not at all */
export async function checkAnswers(file: WrittenModel, room: CheckContext): Promise<AnswerCheck> {
  const { model, wanted } = room;
  const given = file.name.endsWith('.onnx') ? await onnxAnswers(file, room) : await safetensorsAnswers(file, room);
  const compared = compareAnswers(wanted, given, model);
  if (!nearEnough(compared, file.exactness)) throw otherAnswers(file, compared);
  const { texts, largest, largestProbability, sameLabels } = compared;
  return { file: file.name, texts, largest, largestProbability, sameLabels };
}

/**
 * Single precision differs by the order of sums alone. Half of it moves a logit's third digit. 8 bits move probabilities by
 * some hundredths, so that texts between two labels may change sides.
 */
function nearEnough({ largest, scale, largestProbability }: Answers, exactness: Exactness): boolean {
  switch (exactness) {
    case 'single':
      return largest <= 1e-3 * Math.max(1, scale);
    case 'half':
      return largest <= 2e-2 * Math.max(1, scale);
    case 'eightBits':
      return largestProbability <= 0.25;
    default:
      return exactness satisfies never;
  }
}

function otherAnswers({ name, exactness }: WrittenModel, answers: Answers): Failure {
  const ways: Readonly<Record<Exactness, string>> = {
    single: 'Please train again, and tell the makers of Hone.',
    half: 'Choose single precision instead.',
    eightBits: 'Eight bits are too few for this model: choose ONNX in single precision, or the web folder, instead.',
  };
  const { texts, sameLabels, largest } = answers;
  return new Failure(
    'CannotExport',
    `${name} answers otherwise than the model does here: the same label for ${sameLabels} of ${texts} texts, ` +
      `logits up to ${largest.toPrecision(2)} apart. Nothing was downloaded. ${ways[exactness]}`,
  );
}

/** As Hugging Face's class reads it: one layer more where that pools, and a head that reads what config.json says. */
async function safetensorsAnswers(
  { content }: WrittenModel,
  { device, model, sample, config: json, signal }: CheckContext,
): Promise<Float32Array> {
  const stored = scaledTensors(readSafetensors(blobBytes(content)));
  const config = readEncoderConfig(json);
  const classifier = await frozenClassifier(device, {
    config,
    tensors: encoderTensors(stored, config),
    head: headValues(stored, config.architecture),
    classCount: model.labels.length,
    task: model.task,
    pooling: config.headReads,
    longest: model.recipe.maxTokens,
  });
  try {
    const windows = packWindows(sample.windows);
    return await logitsOfTexts(classifier, windows, { breathe: () => breathe(signal) });
  } finally {
    classifier.dispose();
    classifier.store.dispose();
  }
}

async function onnxAnswers(
  { name, content }: WrittenModel,
  { model, sample, config }: CheckContext,
): Promise<Float32Array> {
  const padding = Number(config['pad_token_id'] ?? 0);
  const texts = sample.windows.flat();
  try {
    const logits = await runInWorker({ file: content, texts, padding });
    return meanOfWindows(logits, textsOfWindows(packWindows(sample.windows)), model.labels.length);
  } catch (error) {
    throw new Failure(
      'CannotExport',
      `${name} could not be tried out here (${error instanceof Error ? error.message : String(error)}), so nothing was ` +
        'downloaded. Close other tabs and try again, or leave ONNX out.',
      { cause: error },
    );
  }
}
