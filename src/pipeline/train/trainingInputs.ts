// What a run reads from the store.

import type { DataSet, PreparedSet } from '../../domain/dataset';
import type { Recipe } from '../../domain/recipe';
import type { TokenizedTexts } from '../../domain/tokens';
import { getDataSet } from '../../storage/dataSets';
import { getPreparedSet, getTokens } from '../../storage/derived';
import { tokensKey } from '../data/derivedKeys';
import { rowsGone } from '../data/preparedTexts';

export interface TrainingInputs {
  set: PreparedSet;
  dataSet: DataSet;
  texts: TokenizedTexts;
}

/** A prepared set, its data set and its token ids. @throws Failure when they were deleted meanwhile */
export async function readInputs(preparedSetId: string, recipe: Recipe): Promise<TrainingInputs> {
  const { set, texts } = await readTokens(preparedSetId, recipe);
  const dataSet = await getDataSet(set.dataSetId);
  if (dataSet) return { set, dataSet, texts };
  throw rowsGone();
}

/** A prepared set and its token ids. @throws Failure when they were deleted meanwhile */
export async function readTokens(preparedSetId: string, recipe: Recipe) {
  const set = await getPreparedSet(preparedSetId);
  const texts = set && (await getTokens(await tokensKey(set, recipe)));
  if (set && texts) return { set, texts };
  throw rowsGone();
}
