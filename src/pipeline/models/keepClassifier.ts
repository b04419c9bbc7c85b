// a base model that is a classifier → a model of My models. One that Hone made comes back with all that its hone.json
// says; of any other nothing is known but its labels.

import type { InstalledModel } from '../../domain/baseModel';
import { defaultRecipe } from '../../domain/recipe';
import type { TrainedModel } from '../../domain/run';
import type { ClassifierLabels } from '../../domain/task';
import type { TensorValues } from '../../domain/tensorValues';
import { readHoneFile, type PortableModel } from '../../export/honeFile';
import { findModel, listModels, saveModel } from '../../storage/models';

/** What a checkpoint's classifier is made of, besides its encoder. */
export interface FoundClassifier {
  weights: TensorValues;
  /** The content of its hone.json. */
  honeFile: string | null;
}

/**
 * Keeps the classifier that a base model is; gives its id. One that is there already stays as it is.
 *
 * @throws Failure `StorageFull`
 */
export async function keepClassifier(
  base: InstalledModel & { head: ClassifierLabels },
  classifier: FoundClassifier,
): Promise<string> {
  const id = `added-${base.id}`;
  if (await findModel(id)) return id;
  const { head } = base;
  const found = trainedModel(base, head, classifier);
  const names = new Set((await listModels()).map(({ name }) => name));
  const model = {
    ...found,
    id,
    name: names.has(found.name) ? `${found.name} (added)` : found.name,
  };
  await saveModel(model, classifier.weights, {
    ...{ modelId: id, rowNumbers: new Uint32Array(), texts: [] },
    ...{ task: head.task, targets: new Uint16Array(), logits: new Float32Array() },
  });
  return id;
}

function trainedModel(
  base: InstalledModel,
  head: ClassifierLabels,
  classifier: FoundClassifier,
): Omit<TrainedModel, 'id'> {
  // A layer of the checkpoint's own may take the mean (src/encoder/pooling.ts); the head reads the first token.
  const here = { dataSetId: '', preparedSetId: '', pooling: 'first' } as const;
  const file = classifier.honeFile;
  const read = file === null ? null : readHoneFile(file, head);
  if (read && 'model' in read) {
    const recipe = { ...read.model.recipe, baseModel: base.id };
    return { ...read.model, ...here, recipe, source: 'restored' };
  }
  return {
    ...unmeasured(base, head),
    ...here,
    source: 'foreign',
    ...(read && { notes: [read.problem] }),
  };
}

/** What can be said of a classifier that was trained elsewhere; the numbers have no meaning. */
function unmeasured(
  { id, name, hub, license, maxTokens, installedAt }: InstalledModel,
  { labels, task, thresholds, unsureBelow }: ClassifierLabels,
): PortableModel {
  const none = { rows: 0, rowsPerClass: labels.map(() => 0) };
  return {
    ...{ name, createdAt: installedAt, labels, task, dataSetName: '', rowsRead: 0 },
    // Where nobody chose others, a label is given from one half on, as transformers does.
    ...(task === 'multiLabel' && { thresholds: thresholds ?? labels.map(() => 0.5) }),
    ...(unsureBelow !== undefined && { unsureBelow }),
    dropped: { emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 },
    splitCounts: { train: none, validation: none, test: none },
    recipe: { ...defaultRecipe, baseModel: id, maxTokens },
    base: { name, hub, license },
    compute: { kind: 'wasm', adapter: '', threads: 0, why: '' },
    seconds: {
      ...{ importing: 0, tokenizing: 0, loadingModel: 0 },
      ...{ encoding: 0, training: 0, evaluating: 0 },
    },
    ...{ truncatedTexts: 0, history: [], bestEpoch: 0, stoppedEarly: false },
    metrics: {
      ...{ rows: 0, accuracy: 0, macroPrecision: 0, macroRecall: 0, macroF1: 0, loss: 0 },
      classes: labels.map((label) => ({ label, precision: 0, recall: 0, f1: 0, support: 0 })),
      ...{ task: 'singleLabel', confusionMatrix: [] },
    },
  };
}
