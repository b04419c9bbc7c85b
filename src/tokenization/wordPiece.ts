// The library's tokenizer, the one import of @xenova/transformers in the app.

import { BertTokenizer, env } from '@xenova/transformers';
import { Failure } from '../domain/failures';
import { bertNormalizer } from './bertNormalizer';
import type { TokenizerFile } from './tokenizerFile';

// By default the library fetches models from huggingface.co and WebAssembly from a CDN. Nothing may.
env.allowRemoteModels = false;
env.allowLocalModels = false;
env.useBrowserCache = false;
env.remoteHost = '';
env.backends.onnx.wasm.wasmPaths = './';

/** A function from a text to all its token ids, special tokens included. @throws Failure `ModelBroken` */
export function wordPieceEncoder(file: TokenizerFile): (text: string) => number[] {
  const bert = new BertTokenizer(libraryFile(file), { unk_token: file.unknownToken });
  const { normalizer } = bert as Partial<Pick<BertTokenizer, 'normalizer'>>;
  if (typeof normalizer?.normalize !== 'function') {
    throw new Failure(
      'ModelBroken',
      'The tokenizer library is not the version Hone was built for.',
    );
  }
  normalizer.normalize = bertNormalizer(file.normalization);
  return (text) => bert.encode(text);
}

/** A tokenizer.json of the checked parts alone; its truncation and padding are not among them. */
function libraryFile(file: TokenizerFile) {
  const special = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
  return {
    normalizer: { type: 'BertNormalizer' },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
      type: 'WordPiece',
      vocab: Object.fromEntries(file.vocabulary),
      unk_token: file.unknownToken,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: file.maxCharactersPerWord,
    },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        ...file.before.map(special),
        { Sequence: { id: 'A', type_id: 0 } },
        ...file.after.map(special),
      ],
    },
    decoder: null,
    added_tokens: file.addedTokens,
  };
}
