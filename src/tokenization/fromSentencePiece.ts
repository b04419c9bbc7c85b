// A tokenizer.json from XLM-R's sentencepiece.bpe.model, as transformers 5 makes it (convert_slow_tokenizer.py,
// XLMRobertaConverter; tokenization_xlm_roberta.py).

import type { Failure } from '../domain/failures';
import { broken, object, shown } from './jsonParts';
import { pieceTypes, readSentencePiece, type Piece, type SentencePiece } from './sentencePieceFile';

/** XLM-R's own in the place of the file's first three. */
const ownTokens = ['<s>', '<pad>', '</s>', '<unk>'];
const replaced = ['<unk>', '<s>', '</s>'];
/** Behind the file's. */
const mask = '<mask>';

/**
 * tokenizer.json of a SentencePiece model in XLM-R's order of tokens.
 *
 * @param config tokenizer_config.json
 * @throws Failure `ModelBroken` for a damaged file, and for one that tokenizes in another way than XLM-R's
 */
export function fromSentencePiece(file: Uint8Array, config: Record<string, unknown>): object {
  const model = readSentencePiece(file);
  checkKind(model);
  const pieces = model.pieces.slice(replaced.length);
  checkPieces(pieces);
  const own = (text: string): Piece => ({ text, score: 0, type: pieceTypes.control });
  const all = [...ownTokens.map(own), ...pieces, own(mask)];
  checkAdded(config['added_tokens_decoder'], all);
  const metaspace = {
    type: 'Metaspace',
    replacement: '▁',
    split: true,
    prepend_scheme: config['add_prefix_space'] === false ? 'never' : 'always',
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: foundInText(all),
    normalizer: precompiled(model.charsMap),
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    post_processor: template(),
    decoder: metaspace,
    model: {
      type: 'Unigram',
      unk_id: ownTokens.indexOf('<unk>'),
      byte_fallback: false,
      vocab: all.map(({ text, score }) => [text, score]),
    },
  };
}

const otherKinds: Record<number, string> = { 2: 'byte pairs', 3: 'words', 4: 'characters' };

/** The conversion leaves these settings out: they must be XLM-R's. */
function checkKind(model: SentencePiece): void {
  const { pieces, modelType, spaceBehind, spaceInFront, bytesForUnknown } = model;
  if (modelType !== 1) {
    const kind = otherKinds[modelType] ?? `kind ${modelType}`;
    throw unlike(`is of ${kind} instead of Unigram`);
  }
  if (bytesForUnknown) throw unlike('spells unknown characters as bytes');
  if (spaceBehind || !spaceInFront || !model.squeezesSpaces || !model.marksSpaces) {
    throw unlike('reads spaces in another way');
  }
  const start = pieces.slice(0, replaced.length).map(({ text }) => text);
  if (start.join(' ') === replaced.join(' ')) return;
  throw unlike(`begins with ${shown(start)} instead of <unk>, <s> and </s>`);
}

function checkPieces(pieces: Piece[]): void {
  const known = Object.values(pieceTypes);
  const seen = new Set([...ownTokens, mask]);
  for (const { text, type } of pieces) {
    if (!known.includes(type)) throw unlike(`has “${text}” as a piece of type ${type}`);
    if (seen.has(text)) throw unlike(`has “${text}” as a piece of its own`);
    seen.add(text);
  }
}

/** Tokens that were added to the model later are not in the file. */
function checkAdded(json: unknown, pieces: Piece[]): void {
  if (json === undefined) return;
  for (const [id, token] of Object.entries(object(json, 'added_tokens_decoder'))) {
    const { content } = object(token, 'added_tokens_decoder');
    if (pieces[Number(id)]?.text === content) continue;
    throw broken(
      `its tokenizer_config.json has ${shown(content)} as token ${id}, and its sentencepiece.bpe.model has not`,
    );
  }
}

function foundInText(all: Piece[]): object[] {
  const { control, userDefined } = pieceTypes;
  return all.flatMap(({ text: content, type }, id) =>
    type === control || type === userDefined
      ? {
          id,
          content,
          single_word: false,
          lstrip: content === mask,
          rstrip: false,
          normalized: false,
          special: type === control,
        }
      : [],
  );
}

function template(): object {
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const text = (id: string) => ({ Sequence: { id, type_id: 0 } });
  const entry = (id: string) => ({ id, ids: [ownTokens.indexOf(id)], tokens: [id] });
  const [start, end] = [special('<s>'), special('</s>')];
  return {
    type: 'TemplateProcessing',
    single: [start, text('A'), end],
    pair: [start, text('A'), end, end, text('B'), end],
    special_tokens: { '<s>': entry('<s>'), '</s>': entry('</s>') },
  };
}

function precompiled(charsMap: Uint8Array): object | null {
  if (charsMap.length === 0) return null;
  const binary = Array.from(charsMap, (byte) => String.fromCharCode(byte)).join('');
  return { type: 'Precompiled', precompiled_charsmap: btoa(binary) };
}

function unlike(how: string): Failure {
  return broken(`its sentencepiece.bpe.model ${how}, unlike XLM-R’s`);
}
