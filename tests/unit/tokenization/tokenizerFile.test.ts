import { describe, expect, it } from 'vitest';
import { createTokenizer } from '../../../src/tokenization/tokenizer';

type Json = Record<string, unknown>;

const special = (content: string, id: number) => ({
  id,
  content,
  special: true,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
});

/** A whole, tiny tokenizer.json. */
function tokenizerJson(): Record<string, Json> & { model: Json } {
  const vocab = {
    '[PAD]': 0,
    '[UNK]': 1,
    '[CLS]': 2,
    '[SEP]': 3,
    good: 4,
    '##ness': 5,
    __proto: 6,
  };
  return {
    truncation: { max_length: 3 },
    padding: { strategy: { Fixed: 9 } },
    added_tokens: [special('[CLS]', 2), special('[SEP]', 3)] as unknown as Json,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      special_tokens: { '[CLS]': { ids: [2] }, '[SEP]': { ids: [3] } },
    },
    decoder: { type: 'WordPiece' },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', vocab },
  };
}

const edited = (edit: (file: ReturnType<typeof tokenizerJson>) => void) => {
  const file = tokenizerJson();
  edit(file);
  return file;
};

describe('a tokenizer.json', () => {
  it('is read without its truncation and padding', () => {
    const tokenizer = createTokenizer(tokenizerJson(), {});
    expect(tokenizer.vocabularySize).toBe(7);
    expect([...tokenizer.encode('Goodness good [SEP] bad', 99)]).toEqual([2, 4, 5, 4, 3, 1, 3]);
  });

  it.each<[string, RegExp, unknown]>([
    ['that is a list', /the file/, []],
    ['that is null', /null instead of an object/, null],
    [
      'with a custom regular expression',
      /pre_tokenizer\.type is "Split"/,
      edited((file) => {
        file['pre_tokenizer'] = { type: 'Split', pattern: { Regex: '(a+)+$' } };
      }),
    ],
    ['without a normalizer', /normalizer/, edited((file) => delete file['normalizer'])],
    ['with another normalizer', /normalizer\.type/, edited((file) => (file['normalizer']!['type'] = 'Sequence'))],
    ['of words', /model\.type is "WordLevel"/, edited((file) => (file.model['type'] = 'WordLevel'))],
    ['with an id used twice', /“good”/, edited((file) => ((file.model['vocab'] as Json)['good'] = 1))],
    ['with an id beyond its vocabulary', /0 to 6/, edited((file) => ((file.model['vocab'] as Json)['good'] = 7))],
    ['without its unknown token', /lacks “\[NO\]”/, edited((file) => (file.model['unk_token'] = '[NO]'))],
    [
      'with words of any length',
      /max_input_chars_per_word/,
      edited((file) => (file.model['max_input_chars_per_word'] = 1e9)),
    ],
    [
      'whose added token has another id',
      /added_tokens/,
      edited((file) => (file['added_tokens'] = [special('[CLS]', 4)] as unknown as Json)),
    ],
    [
      'whose template swaps special tokens',
      /another id/,
      edited((file) => (file['post_processor']!['special_tokens'] = { '[CLS]': { ids: [3] } })),
    ],
    [
      'whose template leaves the text out',
      /leaves the text out/,
      edited((file) => (file['post_processor']!['single'] = [])),
    ],
  ])('%s is refused', (_, message, json) => {
    expect(() => createTokenizer(json, {})).toThrow(
      expect.objectContaining({ code: 'ModelBroken', message: expect.stringMatching(message) }),
    );
  });

  it('must not be contradicted by tokenizer_config.json', () => {
    expect(() => createTokenizer(tokenizerJson(), { do_lower_case: false })).toThrow(/do_lower_case .* contradicts/);
  });
});
