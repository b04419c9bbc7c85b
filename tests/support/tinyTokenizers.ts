// The tokenizers of tests/fixtures/tokenizers, made by tests/parity/make_tokenizers.py.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

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

/** A tokenizer.json by the fixture's name. */
export function tinyTokenizer(name: 'cased' | 'bytePairs' | 'unigram' | 'unigramNew'): object {
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
