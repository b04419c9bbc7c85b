// Under which keys token ids and activations are kept: by all that they depend on, and nothing else.

import { codeVersions } from '../../domain/codeVersions';
import type { PreparedSet } from '../../domain/dataset';
import type { Recipe } from '../../domain/recipe';
import type { ActivationsKey, TokensKey } from '../../storage/schema';
import { baseModelVersion } from '../models/baseModelFiles';

export async function tokensKey(
  { textsId }: Pick<PreparedSet, 'textsId'>,
  { baseModel, maxTokens, truncation }: Pick<Recipe, 'baseModel' | 'maxTokens' | 'truncation'>,
): Promise<TokensKey> {
  const model = `${baseModel}@${await baseModelVersion(baseModel)}`;
  return [textsId, codeVersions.tokenizing, model, maxTokens, truncation];
}

/**
 * Devices differ in the last digits: a run must not depend on which one encoded first.
 *
 * @param layers which layers' states they are
 */
export function activationsKey(tokens: TokensKey, device: string, layers: string): ActivationsKey {
  return [...tokens, codeVersions.encoding, device, layers];
}
