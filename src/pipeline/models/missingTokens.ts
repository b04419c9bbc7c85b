// Tokens that were added to a tokenizer and stand in none of its vocabulary files: of those alone it would be made without
// them, and a text that has them would be read otherwise than in training.

import { addedTokensFile, broken, readJson, type Json, type ModelFolder } from './modelFiles';

/**
 * @param source the vocabulary file that the tokenizer was made of
 * @param file the tokenizer.json that was made
 * @throws Failure `ModelBroken` naming the first token that is missing
 */
export async function refuseMissingTokens(
  folder: ModelFolder,
  settings: Json,
  source: string,
  file: object,
): Promise<void> {
  const listed = folder.has(addedTokensFile) ? Object.keys(await readJson(folder, addedTokensFile)) : [];
  const known = tokensOf(file);
  const missing = [...listed, ...contentsOf(Object.values(record(settings['added_tokens_decoder'])))].find(
    (token) => !known.has(token),
  );
  if (missing === undefined) return;
  throw broken(
    `the token “${missing.slice(0, 80)}” was added to its tokenizer, and ${source} lacks it. ` +
      'In Python, AutoTokenizer.from_pretrained("folder").save_pretrained("folder") writes a tokenizer.json that has it',
  );
}

function tokensOf(file: object): Set<string> {
  const { model, added_tokens: added } = file as { model?: unknown; added_tokens?: unknown };
  const { vocab } = record(model);
  const own = Array.isArray(vocab)
    ? vocab.map((entry: unknown) => String(Array.isArray(entry) ? entry[0] : entry))
    : Object.keys(record(vocab));
  return new Set([...own, ...contentsOf(Array.isArray(added) ? added : [])]);
}

const contentsOf = (tokens: unknown[]) =>
  tokens.flatMap((token) => {
    const { content } = record(token);
    return typeof content === 'string' ? [content] : [];
  });

const record = (json: unknown): Json => (typeof json === 'object' && json !== null ? (json as Json) : {});
