// The tokenizer's files of a pre-trained model → the two that Hone reads and exports.

import type { EncoderConfig } from '../../encoder/architectures/architecture';
import { fromSentencePiece } from '../../tokenization/fromSentencePiece';
import { fromMerges, fromVocabularyText } from '../../tokenization/fromVocabulary';
import { createTokenizer } from '../../tokenization/tokenizer';
import { refuseMissingTokens } from './missingTokens';
import { broken, readJson, type Json, type ModelFolder } from './modelFiles';

const largestFile = 2 ** 26;
/** Rows that an embedding has beyond its tokens where it was padded to a multiple of 128. */
const largestPadding = 127;

/** Which tokenizers' vocabulary files are read. */
const vocabularyClasses: Record<string, string[]> = {
  'vocab.txt': ['BertTokenizer', 'DistilBertTokenizer', 'ElectraTokenizer'],
  'merges.txt': ['RobertaTokenizer'],
  'sentencepiece.bpe.model': ['XLMRobertaTokenizer'],
};

/**
 * tokenizer.json and tokenizer_config.json, made from the vocabulary files where they are missing.
 *
 * @param config config.json
 * @throws Failure `ModelBroken`
 */
export async function inspectTokenizer(
  folder: ModelFolder,
  config: Json,
  { vocabularySize: rows, architecture }: EncoderConfig,
): Promise<Record<'tokenizer.json' | 'tokenizer_config.json', object>> {
  const given = folder.has('tokenizer_config.json') ? await readJson(folder, 'tokenizer_config.json') : {};
  const tokenizerClass = config['tokenizer_class'] ?? architecture.tokenizerClass;
  const settings: Json = { tokenizer_class: tokenizerClass, ...given };
  const { file, source } = await tokenizerJson(folder, settings);
  if (source !== 'tokenizer.json') await refuseMissingTokens(folder, settings, source, file);
  const { vocabularySize } = createTokenizer(file, settings);
  // A SentencePiece file names no tokens but its own: of another model it would be read without a word.
  const least = source === 'sentencepiece.bpe.model' ? rows - largestPadding : 0;
  if (vocabularySize > rows || vocabularySize < least) {
    throw broken(
      `its tokenizer has ${vocabularySize} tokens and its embedding ${rows} rows: they are of different models`,
    );
  }
  return { 'tokenizer.json': file, 'tokenizer_config.json': settings };
}

/** What the tokenizer is made of: the first of these files that is there. */
async function tokenizerJson(folder: ModelFolder, settings: Json): Promise<{ file: object; source: string }> {
  const source = ['tokenizer.json', 'vocab.txt', 'merges.txt', 'sentencepiece.bpe.model'].find((name) =>
    folder.has(name),
  );
  const found = folder.get(source ?? '');
  if (!source || !found) {
    throw broken(
      'tokenizer.json is missing. In Python, AutoTokenizer.from_pretrained("folder").save_pretrained("folder") writes it',
    );
  }
  if (found.size > largestFile) throw broken(`${source} is too large to be one`);
  checkClass(source, settings);
  switch (source) {
    case 'vocab.txt':
      return { source, file: fromVocabularyText(await found.text(), settings) };
    case 'merges.txt': {
      const vocabulary = await readJson(folder, 'vocab.json', largestFile);
      return { source, file: fromMerges(vocabulary, await found.text(), settings) };
    }
    case 'sentencepiece.bpe.model':
      return {
        source,
        file: fromSentencePiece(new Uint8Array(await found.arrayBuffer()), settings),
      };
    default:
      return { source, file: await readJson(folder, source, largestFile) };
  }
}

/** Other tokenizers cut words in another way by a file of that name, and transformers would take the one that is named. */
function checkClass(source: string, { tokenizer_class: name }: Json): void {
  const known = vocabularyClasses[source];
  if (!known || known.some((own) => name === own || name === `${own}Fast`)) return;
  throw broken(
    `its ${source} is for ${String(name)}, and without a tokenizer.json Hone reads only that of ${known.join(' and ')}. ` +
      'In Python, AutoTokenizer.from_pretrained("folder").save_pretrained("folder") may write one',
  );
}
