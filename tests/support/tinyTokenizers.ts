// The tokenizers of tests/fixtures/tokenizers, made by tools/fixtures/make_tokenizers.py.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { PbfWriter } from 'pbf';

const folder = new URL('../fixtures/tokenizers/', import.meta.url);

/** A gzipped JSON file of the fixture. */
export function readFixture<Content>(name: string): Content {
  const bytes = gunzipSync(readFileSync(new URL(`${name}.json.gz`, folder)));
  return JSON.parse(bytes.toString('utf8')) as Content;
}

interface UnigramJson {
  normalizer: unknown;
  pre_tokenizer: { pretokenizers: unknown[] };
}

interface BytePairsJson {
  added_tokens: object[];
  model: { vocab: Record<string, number> };
}

/** As tools/fixtures/make_modernbert_tokenizers.py makes it of `bytePairs`. */
function modernbertTokenizer(): object {
  const file = readFixture<BytePairsJson>('bytePairs');
  const size = Object.keys(file.model.vocab).length;
  const spaces = [8, 7, 6, 5, 4, 3, 2].map((length, index) => ({
    id: size + index,
    content: ' '.repeat(length),
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: true,
    special: false,
  }));
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    ...file,
    normalizer: { type: 'NFC' },
    added_tokens: [...file.added_tokens, ...spaces],
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('<s>'), { Sequence: { id: 'A', type_id: 0 } }, special('</s>')],
      pair: [
        special('<s>'),
        { Sequence: { id: 'A', type_id: 0 } },
        special('</s>'),
        { Sequence: { id: 'B', type_id: 0 } },
      ],
      special_tokens: {
        '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] },
        '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
      },
    },
  };
}

export type TinyTokenizerName = 'cased' | 'bytePairs' | 'modernbert' | 'piecePairs' | 'unigram' | 'unigramNew';

/** A tokenizer.json by the fixture's name. */
export function tinyTokenizer(name: TinyTokenizerName): object {
  if (name === 'modernbert') return modernbertTokenizer();
  if (name !== 'unigramNew') return readFixture<object>(name);
  const file = readFixture<UnigramJson>('unigram');
  const normalizers = [
    file.normalizer,
    { type: 'Strip', strip_left: false, strip_right: true },
    { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '▁' },
  ];
  return {
    ...file,
    normalizer: { type: 'Sequence', normalizers },
    pre_tokenizer: file.pre_tokenizer.pretokenizers[1],
  };
}

/** A sentencepiece.bpe.model of a small vocabulary, as SentencePiece wrote it. */
export function symbolsFile(): Uint8Array {
  return new Uint8Array(readFileSync(new URL('symbols.sentencepiece.bpe.model', folder)));
}

/** A part of a SentencePiece model's file, by field numbers; a fraction is a float's. */
export type Fields = [field: number, value: Uint8Array | string | number | { float: number }][];

const utf8 = new TextEncoder();

/** A message of a protocol buffer. */
export function message(fields: Fields): Uint8Array {
  const writer = new PbfWriter();
  for (const [field, value] of fields) {
    if (typeof value === 'number') writer.writeVarintField(field, value);
    // pbf 5.1.2 writes other characters than asked for from U+20000 on.
    else if (typeof value === 'string') writer.writeBytesField(field, utf8.encode(value));
    else if (value instanceof Uint8Array) writer.writeBytesField(field, value);
    else writer.writeFloatField(field, value.float);
  }
  return writer.finish();
}

/** The sentencepiece.bpe.model that the tokenizer `unigram` was made of. */
export function sentencePieceFile(): Uint8Array {
  const { normalizer, model } = readFixture<{
    normalizer: { precompiled_charsmap: string };
    model: { vocab: [string, number][] };
  }>('unigram');
  const charsMap = new Uint8Array(Buffer.from(normalizer.precompiled_charsmap, 'base64'));
  const piece = (text: string, score: number): Fields[number] => [
    1,
    message([
      [1, text],
      [2, { float: score }],
    ]),
  ];
  const special = (text: string, type: number): Fields[number] => [
    1,
    message([
      [1, text],
      [2, { float: 0 }],
      [3, type],
    ]),
  ];
  const pieces = model.vocab.slice(4, -1).map(([text, score]) => piece(text, score));
  const trainer: Fields = [
    [3, 1],
    [4, 4000],
    [10, { float: 0.9995 }],
    [16, 1],
  ];
  return message([
    ...[special('<unk>', 2), special('<s>', 3), special('</s>', 3), ...pieces],
    [2, message(trainer)],
    [
      3,
      message([
        [1, 'nmt_nfkc'],
        [2, charsMap],
      ]),
    ],
  ]);
}
