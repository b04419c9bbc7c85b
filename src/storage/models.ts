// Trained models: what is known of them, their weights, and what they said of the test rows.

import type { StoredPredictions } from '../domain/metrics';
import { Failure } from '../domain/failures';
import type { TrainedModel } from '../domain/run';
import type { TensorValues } from '../domain/tensorValues';
import { announce } from './changes';
import { deleteStates, stateStores } from './checkpoints';
import { checksumOf, isUndamaged, piecesOf, sealed, unsealed } from './checksums';
import { database, stored } from './database';
import { removeUnneeded } from './removeUnneeded';
import { idsInTrash } from './trash';

/** All models that are not deleted, the newest first. */
export async function listModels(): Promise<TrainedModel[]> {
  const [all, deleted] = await Promise.all([(await database()).getAll('models'), idsInTrash('models')]);
  return all.filter(({ id }) => !deleted.has(id)).sort((a, b) => b.createdAt - a.createdAt);
}

/** A model that is not stored, with all that is known of it. */
export interface ModelInMemory {
  model: TrainedModel;
  weights: TensorValues;
  predictions: StoredPredictions;
}

/** Models that could not be stored, and that this thread works with all the same. */
const inMemory = new Map<string, ModelInMemory>();

/** Lets this thread find a model as if it were stored. @returns ends that */
export function holdModel(held: ModelInMemory): () => void {
  inMemory.set(held.model.id, held);
  return () => void inMemory.delete(held.model.id);
}

/** A model, where there is one of that id. */
export async function findModel(id: string): Promise<TrainedModel | undefined> {
  const held = inMemory.get(id);
  if (held) return held.model;
  return (await database()).get('models', id);
}

/** @throws Failure `ModelMissing` */
export async function getModel(id: string): Promise<TrainedModel> {
  const model = await findModel(id);
  if (!model) throw missing();
  return model;
}

/** What training left of a model's weights. @throws Failure `ModelMissing`; `ModelBroken` when they are damaged */
export async function getWeights(modelId: string): Promise<TensorValues> {
  const held = inMemory.get(modelId);
  if (held) return held.weights;
  const transaction = (await database()).transaction(['weights', 'checksums']);
  const [weights, checksum] = await Promise.all([
    transaction.objectStore('weights').get(modelId),
    transaction.objectStore('checksums').get(['weights', modelId]),
    transaction.done,
  ]);
  if (!weights) throw missing();
  if (await isUndamaged(piecesOf(weights), checksum)) return weights;
  throw new Failure(
    'ModelBroken',
    'The weights of this model are damaged on this computer, so it would answer wrongly. Train it again, or add it again from a download of it.',
  );
}

/** What a model said of its test rows, where they are here and undamaged. */
export async function findPredictions(modelId: string): Promise<StoredPredictions | undefined> {
  const held = inMemory.get(modelId);
  if (held) return held.predictions;
  const record = await (await database()).get('predictions', modelId);
  return record && unsealed<StoredPredictions>(record);
}

/** @throws Failure `ModelMissing`; `RowsDamaged` */
export async function getPredictions(modelId: string): Promise<StoredPredictions> {
  const predictions = await findPredictions(modelId);
  if (predictions) return predictions;
  if ((await (await database()).getKey('predictions', modelId)) === undefined) throw missing();
  throw new Failure(
    'RowsDamaged',
    'What this model answered to its test rows is damaged on this computer. It classifies as before; train it again to look into its answers.',
  );
}

/**
 * Saves a model with its weights, and its predictions where it was tested here, and ends the run that it came of: all of it
 * or nothing, flushed to disk before it resolves.
 *
 * @param endedRun id; `null` where there is none, or where it can still be continued
 * @throws Failure `StorageFull`
 */
export async function saveModel(
  model: TrainedModel,
  weights: TensorValues,
  predictions: StoredPredictions | null,
  endedRun: string | null,
): Promise<void> {
  const checksum = await checksumOf(piecesOf(weights));
  const answers = predictions && (await sealed(predictions));
  await stored('this model', async () => {
    const transaction = (await database()).transaction(
      ['models', 'weights', 'predictions', 'runs', ...stateStores],
      'readwrite',
      { durability: 'strict' },
    );
    await Promise.all([
      transaction.objectStore('weights').put(weights, model.id),
      transaction.objectStore('checksums').put(checksum, ['weights', model.id]),
      answers && transaction.objectStore('predictions').put(answers),
      transaction.objectStore('models').put(model),
      endedRun !== null && transaction.objectStore('runs').delete(endedRun),
      endedRun !== null && deleteStates(transaction, endedRun),
      transaction.done,
    ]);
  });
  announce({ of: 'models' });
  if (endedRun !== null) announce({ of: 'runs' });
}

/** @throws Failure `ModelMissing` */
export async function renameModel(id: string, name: string): Promise<void> {
  const transaction = (await database()).transaction('models', 'readwrite');
  const model = await transaction.store.get(id);
  if (!model) throw missing();
  await Promise.all([transaction.store.put({ ...model, name }), transaction.done]);
  announce({ of: 'models' });
}

/**
 * Keeps from which certainty on a model answers by itself; without one, always.
 *
 * @returns the model as it now is
 * @throws Failure `ModelMissing`
 */
export async function saveUnsureBelow(id: string, unsureBelow: number | undefined): Promise<TrainedModel> {
  const model = await stored('this choice', async () => {
    const transaction = (await database()).transaction('models', 'readwrite');
    const model = await transaction.store.get(id);
    if (!model) throw missing();
    const { unsureBelow: _before, ...kept } = model;
    const changed = { ...kept, ...(unsureBelow !== undefined && { unsureBelow }) };
    await Promise.all([transaction.store.put(changed), transaction.done]);
    return changed;
  });
  announce({ of: 'models' });
  return model;
}

export async function deleteModel(id: string): Promise<void> {
  const stores = ['models', 'weights', 'checksums', 'predictions'] as const;
  const transaction = (await database()).transaction(stores, 'readwrite');
  await Promise.all([
    transaction.objectStore('models').delete(id),
    transaction.objectStore('weights').delete(id),
    transaction.objectStore('checksums').delete(['weights', id]),
    transaction.objectStore('predictions').delete(id),
    transaction.done,
  ]);
  announce({ of: 'models' });
  await removeUnneeded();
}

function missing(): Failure {
  return new Failure('ModelMissing', 'This model is no longer here. It may have been deleted in another tab.');
}
