// A trained model → files that other tools load: the chosen parts (export/parts.ts) in one zip, after each that holds the
// model has answered some test rows as the model did.

import type { ComputeChoice } from '../../domain/compute';
import { exportParts, type AnswerCheck, type ExportChoice, type TokenizedSample } from '../../domain/exportParts';
import { Failure } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import { isEvaluated } from '../../domain/run';
import { predictionsOf } from '../../evaluation/predictions';
import { writeBlob, zip, type ArchiveFile } from '../../export/archive';
import { report } from '../../export/report';
import { logitsOfTexts } from '../../inference/predict';
import { packWindows } from '../../inference/windows';
import { findPredictions, getModel, getPredictions } from '../../storage/models';
import type { Engine, ReadyEngine } from '../train/engine';
import { checkAnswers, storedAnswers, type CheckContext, type Exactness } from './checkAnswers';
import { commonFiles, configFile } from './commonFiles';
import { openExport } from './exportSource';
import { exportBytes } from './offers';
import { partFiles } from './parts';
import { breathe } from '../../jobs/breathe';
import { evaluateStored } from '../improve/evaluateModel';

/** What to take away, and what to compare first. */
export interface ExportOrder {
  modelId: string;
  choice: ExportChoice;
  sample: TokenizedSample;
  compute: ComputeChoice;
  honeVersion: string;
}

/** A zip whose root is a Hugging Face folder, and how its files answered. */
export interface ExportedModel {
  zip: Blob;
  checks: AnswerCheck[];
}

/**
 * Writes the chosen parts of a model, and tries them out.
 *
 * @throws Failure `ModelMissing`; `CannotExport` when a file answers otherwise than the model; AbortError when stopped
 */
export async function exportModel(
  engine: Engine,
  order: ExportOrder,
  signal: AbortSignal,
  onProgress: ReportProgress,
): Promise<ExportedModel> {
  const model = await getModel(order.modelId);
  const progress: ReportProgress = (loading) => onProgress({ ...loading, job: 'Exporting' });
  const ready = await engine.prepare(order.compute, model.recipe.baseModel, progress);
  const wanted = await wantedAnswers(engine, ready, order, signal);
  // Its memory is for the files that are read back.
  engine.releaseClassifier();
  const bytes = await exportBytes(order.modelId, order.choice);
  const step = new ExportSteps(2 * bytes, signal, onProgress);
  const { files, config } = await writeFiles(order, ready, step);
  const room = { device: ready.device, model, sample: order.sample, wanted, config, signal };
  const checks = await checkFiles(files, order.choice, room, step);
  return { zip: await zip(files, new Date(model.createdAt)), checks };
}

/** The stored logits of the sample; after cross-validation, which tested other models, those of the model itself. */
export async function wantedAnswers(
  engine: Engine,
  ready: ReadyEngine,
  { modelId, sample }: Pick<ExportOrder, 'modelId' | 'sample'>,
  signal: AbortSignal,
): Promise<Float32Array> {
  const model = await getModel(modelId);
  if (model.origin !== 'trained') return new Float32Array();
  const { crossValidation, labels } = model;
  if (!crossValidation) return storedAnswers(await getPredictions(modelId), sample, labels.length);
  const classifier = await engine.loadClassifier(modelId, ready);
  const windows = packWindows(sample.windows);
  return logitsOfTexts(classifier, windows, { breathe: () => breathe(signal) });
}

/** All files as Blobs, one after another: what each is made of is let go before the next. */
async function writeFiles({ modelId, choice, honeVersion }: ExportOrder, { base }: ReadyEngine, step: ExportSteps) {
  const source = await openExport(modelId, base, choice, honeVersion);
  const files: WrittenFile[] = [];
  for (const part of chosenParts(choice)) {
    for (const { name, content } of await partFiles[part](source)) {
      const written =
        typeof content === 'string' || content instanceof Blob
          ? content
          : await writeBlob(content, (done) => step.during(done, `Writing ${name}`));
      files.push({ name, content: written });
      await step.after(sizeOf(written));
    }
  }
  for (const { name, content } of await commonFiles(source)) {
    const plain = typeof content === 'string' || content instanceof Blob;
    files.push({ name, content: plain ? content : new Blob([...content]) });
  }
  return { files, config: configFile(source) };
}

async function checkFiles(
  files: WrittenFile[],
  { precision }: ExportChoice,
  room: CheckContext,
  step: ExportSteps,
): Promise<AnswerCheck[]> {
  const checks: AnswerCheck[] = [];
  // A model that was added from disk has no rows to compare on.
  if (room.sample.rows.length === 0) return checks;
  for (const { name, content } of files) {
    const exactness = modelFiles.get(name);
    if (!exactness || typeof content === 'string') continue;
    await step.during(0, `Trying out ${name} on ${room.sample.rows.length} texts`);
    const own = name === 'model.safetensors' ? precision : exactness;
    checks.push(await checkAnswers({ name, content, exactness: own }, room));
    await step.after(content.size);
  }
  return checks;
}

/** The files that answer by themselves. */
const modelFiles = new Map<string, Exactness>([
  ['model.safetensors', 'single'],
  ['onnx/model.onnx', 'single'],
  ['onnx/model_quantized.onnx', 'eightBits'],
  ['web/model/model.safetensors', 'half'],
]);

type WrittenFile = ArchiveFile & { content: string | Blob };

const chosenParts = ({ parts }: ExportChoice) => exportParts.filter((name) => parts.includes(name));

const sizeOf = (content: string | Blob) => (typeof content === 'string' ? content.length : content.size);

/** How far an export is, in bytes that were written or read back; between two pieces of work it can be stopped. */
class ExportSteps {
  private done = 0;

  constructor(
    private readonly total: number,
    private readonly signal: AbortSignal,
    private readonly onProgress: ReportProgress,
  ) {}

  async during(bytes: number, detail: string): Promise<void> {
    const { total } = this;
    // Sizes were estimated.
    const done = Math.min(total, this.done + bytes);
    this.onProgress({ job: 'Exporting', done, total, detail });
    await breathe(this.signal);
  }

  async after(bytes: number): Promise<void> {
    this.done += bytes;
    await breathe(this.signal);
  }
}

/** The run as report.json. @throws Failure `ModelMissing` */
export async function exportReport(modelId: string, honeVersion: string): Promise<Blob> {
  const model = await getModel(modelId);
  if (!isEvaluated(model)) throw new Failure('Unexpected', 'This model was never evaluated here.');
  const stored = await findPredictions(modelId);
  const predictions = stored ? predictionsOf(stored, model) : [];
  const evaluation = evaluateStored(stored, model);
  const content = report(model, predictions, stored?.splitRows, honeVersion, evaluation);
  return new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' });
}
