// WordPiece (BERT, DistilBERT): the library's, with the normalizing of `tokenizers` (Rust).

import { BertTokenizer } from '@xenova/transformers';
import { Failure } from '../domain/failures';
import { addedTokenSplitter } from './addedTokens';
import { bertNormalizer } from './bertNormalizer';
import { lockLibrary } from './library';
import type { WordPieceFile } from './tokenizerFile';

/** A function from a text to its token ids without special tokens around it. @throws Failure `ModelBroken` */
export function wordPieceEncoder(file: WordPieceFile): (text: string) => number[] {
  lockLibrary();
  const bert = new BertTokenizer(libraryFile(file), { unk_token: file.unknownToken });
  const { normalizer } = bert as Partial<Pick<BertTokenizer, 'normalizer'>>;
  if (typeof normalizer?.normalize !== 'function') {
    throw new Failure('ModelBroken', 'The tokenizer library is not the version Hone was built for.');
  }
  // What comes to it is normalized already.
  normalizer.normalize = (text) => text;
  const split = addedTokenSplitter(file.addedTokens, bertNormalizer(file.normalization));
  return (text) =>
    split(text).flatMap((piece) =>
      typeof piece === 'number' ? piece : bert.encode(piece.text, null, { add_special_tokens: false }),
    );
}

/** A tokenizer.json of the checked parts alone; its truncation and padding are not among them. */
function libraryFile(file: WordPieceFile) {
  return {
    normalizer: { type: 'BertNormalizer' },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
      type: 'WordPiece',
      vocab: Object.fromEntries([...file.vocabulary].filter(([, id]) => id < file.modelTokens)),
      unk_token: file.unknownToken,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: file.maxCharactersPerWord,
    },
    post_processor: null,
    decoder: null,
    // Found before it (addedTokens.ts).
    added_tokens: [],
  };
}
