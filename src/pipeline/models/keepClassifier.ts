// a base model that is a classifier → a model of My models. One that Hone made comes back with all that its hone.json
// says; of any other nothing is known but its labels.

import type { InstalledModel } from '../../domain/baseModel';
import type { Pooling } from '../../domain/pooling';
import type { AddedClassifier, RestoredModel, TrainedModel } from '../../domain/run';
import type { ClassifierLabels } from '../../domain/task';
import type { TensorValues } from '../../domain/tensorValues';
import { readHoneFile } from '../../export/honeFile';
import { findModel, listModels, saveModel } from '../../storage/models';

/** A base model that answers by itself. */
export type ClassifierModel = InstalledModel & { head: ClassifierLabels };

/** What a checkpoint's classifier is made of, besides its encoder. */
export interface FoundClassifier {
  weights: TensorValues;
  /** What its head reads; where a layer of BERT's own takes the mean, that is the first token (src/encoder/pooling.ts). */
  pooling: Pooling;
  /** The content of its hone.json. */
  honeFile: string | null;
}

/**
 * Keeps the classifier that a base model is; gives its id. One that is there already stays as it is.
 *
 * @throws Failure `StorageFull`
 */
export async function keepClassifier(base: ClassifierModel, classifier: FoundClassifier): Promise<string> {
  const id = `added-${base.id}`;
  if (await findModel(id)) return id;
  const found = modelOf(base, classifier);
  const names = new Set((await listModels()).map(({ name }) => name));
  const model: TrainedModel = {
    ...found,
    id,
    name: names.has(found.name) ? `${found.name} (added)` : found.name,
  };
  await saveModel(model, classifier.weights, null, null);
  return id;
}

type Unnamed = Omit<RestoredModel, 'id'> | Omit<AddedClassifier, 'id'>;

function modelOf(base: ClassifierModel, { honeFile, pooling }: FoundClassifier): Unnamed {
  const read = honeFile === null ? null : readHoneFile(honeFile, base.head);
  if (read && 'model' in read) {
    const recipe = { ...read.model.recipe, baseModel: base.id };
    return { ...read.model, origin: 'restored', pooling, recipe };
  }
  const { id, name, hub, license, maxTokens, installedAt, head } = base;
  return {
    ...head,
    origin: 'added',
    pooling,
    name,
    createdAt: installedAt,
    recipe: { baseModel: id, maxTokens, truncation: 'start' },
    base: { name, hub, license },
    notes: read ? [read.problem] : [],
  };
}
