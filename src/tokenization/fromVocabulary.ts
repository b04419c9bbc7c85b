// A tokenizer.json from the vocabulary files of older checkpoints, as transformers makes it (convert_slow_tokenizer.py,
// BertConverter and RobertaConverter).

import { broken } from './jsonParts';

/** tokenizer.json of a BERT vocabulary, one token a line. @throws Failure `ModelBroken` */
export function fromVocabularyText(vocabText: string, config: Record<string, unknown>): object {
  const lines = vocabText.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  const vocab = Object.fromEntries(lines.map((token, id) => [token, id]));
  const names = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const lowercase = config['do_lower_case'] !== false;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(names, vocab, []),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config['tokenize_chinese_chars'] !== false,
      strip_accents: config['strip_accents'] ?? null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: template('[CLS]', '[SEP]', vocab),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}

/** tokenizer.json of a RoBERTa vocabulary. @throws Failure `ModelBroken` */
export function fromMerges(
  vocab: Record<string, unknown>,
  mergesText: string,
  config: Record<string, unknown>,
): object {
  const merges = mergesText
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#version'));
  const addPrefixSpace = config['add_prefix_space'] === true;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(['<s>', '<pad>', '</s>', '<unk>', '<mask>'], vocab, ['<mask>']),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['</s>', idOf('</s>', vocab)],
      cls: ['<s>', idOf('<s>', vocab)],
      trim_offsets: true,
      add_prefix_space: addPrefixSpace,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab,
      merges,
    },
  };
}

function idOf(token: string, vocab: Record<string, unknown>): number {
  const id = vocab[token];
  if (typeof id === 'number') return id;
  throw broken(`its vocabulary lacks “${token}”`);
}

function addedTokens(names: string[], vocab: Record<string, unknown>, lstrip: string[]): object[] {
  return names
    .filter((name) => Object.hasOwn(vocab, name))
    .map((content) => ({
      id: idOf(content, vocab),
      content,
      single_word: false,
      lstrip: lstrip.includes(content),
      rstrip: false,
      normalized: false,
      special: true,
    }))
    .sort((a, b) => a.id - b.id);
}

function template(cls: string, sep: string, vocab: Record<string, unknown>): object {
  const special = (id: string, type = 0) => ({ SpecialToken: { id, type_id: type } });
  const text = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
  const entry = (id: string) => ({ id, ids: [idOf(id, vocab)], tokens: [id] });
  return {
    type: 'TemplateProcessing',
    single: [special(cls), text('A', 0), special(sep)],
    pair: [special(cls), text('A', 0), special(sep), text('B', 1), special(sep, 1)],
    special_tokens: { [cls]: entry(cls), [sep]: entry(sep) },
  };
}
