// What a run will store, and whether there is room for it before it begins.

import { Failure } from '../../domain/failures';
import type { Recipe } from '../../domain/recipe';
import { headSources, initialHead } from '../../encoder/classifierHead';
import { encoderSources } from '../../encoder/scope';
import { reserveRoom, type RoomNeeded } from '../../storage/reservedRoom';
import { storedBytes } from '../../storage/storageUse';
import { sizeOf } from '../../tensor/parameters';
import { bytes } from '../../words/numbers';
import { stateBytes } from './checkpoints';
import type { ReadyEngine } from './engine';
import { planOf } from './runTraining';
import { startingHead } from './startingHead';
import { windowedSet } from './textWindows';
import type { TrainingInputs } from './trainingInputs';

/** Of a database's own bookkeeping: a share of what is stored, and some bytes. */
const overhead = { share: 0.2, bytes: 2 ** 20 };

/**
 * Takes room for what a run will store.
 *
 * @throws Failure `StorageFull` with what is missing and what can be freed
 */
export async function takeRoom(ready: ReadyEngine, inputs: TrainingInputs, recipe: Recipe): Promise<void> {
  const needed = roomOfRun(ready, inputs, recipe);
  const missing = await reserveRoom(needed);
  if (missing === 0) return;
  const { recomputable } = await storedBytes();
  const clearable = recomputable > 0 ? `what Hone can compute again (${bytes(recomputable)}), ` : '';
  throw new Failure(
    'StorageFull',
    `This training will store about ${bytes(needed.model + needed.state)}, and your browser has no room for about ` +
      `${bytes(missing)} of it. Nothing was begun. Under “Kept on this computer”, clear ${clearable}` +
      'data sets or models that you no longer need, and try again.',
  );
}

/** Bytes that a run writes while it goes on and at its end. */
function roomOfRun(
  ready: ReadyEngine,
  { set: prepared, texts: tokenized, dataSet }: TrainingInputs,
  recipe: Recipe,
): RoomNeeded {
  const { base } = ready;
  const { set, texts } = windowedSet(prepared, tokenized);
  const { shape } = planOf({ ready, set, texts, recipe }, startingHead(base, set));
  const { config, scope, classCount, wordsOnHost } = shape;
  const sources = encoderSources(base.tensors, scope, config, recipe.seed, wordsOnHost);
  const head = headSources(initialHead(new Float32Array(config.hiddenSize), classCount, config.architecture), {
    rateScale: 1,
  });
  const trained = [...sources, ...head].filter(([, { training }]) => training);
  const weights = 4 * trained.reduce((sum, [, source]) => sum + sizeOf(source.shape), 0);
  const rows = prepared.rows.length;
  // Texts of two bytes a character; logits, labels and the row's place of each.
  const predictions = 2 * dataSet.byteLength + rows * (8 * classCount + 16);
  const withOverhead = (size: number) => Math.ceil(size * (1 + overhead.share)) + overhead.bytes;
  return { model: withOverhead(weights + predictions), state: withOverhead(stateBytes(weights)) };
}
