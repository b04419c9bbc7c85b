// A SentencePiece model's file: the protocol buffer ModelProto, field numbers from sentencepiece_model.proto
// (https://github.com/google/sentencepiece, v0.2). Stricter than a protocol buffer has to be: a field of another type than
// the format's is damage.

import { PbfReader } from 'pbf';
import { broken } from './jsonParts';

export interface SentencePiece {
  pieces: Piece[];
  /** 1 is Unigram, 2 byte pairs, 3 words, 4 characters. */
  modelType: number;
  bytesForUnknown: boolean;
  /** Whether ▁ stands behind a word. */
  spaceBehind: boolean;
  /** Whether ▁ is put in front of a text. */
  spaceInFront: boolean;
  squeezesSpaces: boolean;
  /** Whether spaces become ▁. */
  marksSpaces: boolean;
  /** How characters are normalized (precompiled.ts reads it); empty where they stay as they are. */
  charsMap: Uint8Array;
}

export interface Piece {
  text: string;
  /** Log-probability. */
  score: number;
  type: number;
}

/** What a piece is, of those that Hone reads. */
export const pieceTypes = { normal: 1, control: 3, userDefined: 4 };

const wireTypes = { varint: 0, bytes: 2, float: 5 };
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a sentencepiece.bpe.model. @throws Failure `ModelBroken` where it is damaged or cut off */
export function readSentencePiece(file: Uint8Array): SentencePiece {
  const parts: { pieces: Piece[]; trainer?: Uint8Array; normalizer?: Uint8Array } = { pieces: [] };
  try {
    readMessage(file, (field, reader) => {
      if (field === 1) parts.pieces.push(readPiece(bytesOf(reader)));
      if (field === 2) parts.trainer = bytesOf(reader);
      if (field === 3) parts.normalizer = bytesOf(reader);
    });
    const { pieces, trainer, normalizer } = parts;
    // They follow the pieces: a file that was cut between two fields lacks them.
    if (!trainer || !normalizer) throw new RangeError('No trainer or normalizer.');
    return { pieces, ...readTrainer(trainer), ...readNormalizer(normalizer) };
  } catch {
    throw broken('its sentencepiece.bpe.model is damaged or cut off');
  }
}

function readPiece(bytes: Uint8Array): Piece {
  const piece = { text: '', score: 0, type: pieceTypes.normal };
  readMessage(bytes, (field, reader) => {
    if (field === 1) piece.text = utf8.decode(bytesOf(reader));
    if (field === 2) piece.score = floatOf(reader);
    if (field === 3) piece.type = numberOf(reader);
  });
  if (piece.text !== '' && Number.isFinite(piece.score)) return piece;
  throw new RangeError('A piece without a text or a score.');
}

function readTrainer(bytes: Uint8Array) {
  const spec = { modelType: 1, spaceBehind: false, bytesForUnknown: false };
  readMessage(bytes, (field, reader) => {
    if (field === 3) spec.modelType = numberOf(reader);
    if (field === 24) spec.spaceBehind = numberOf(reader) !== 0;
    if (field === 35) spec.bytesForUnknown = numberOf(reader) !== 0;
  });
  return spec;
}

function readNormalizer(bytes: Uint8Array) {
  const spec = { spaceInFront: true, squeezesSpaces: true, marksSpaces: true };
  let charsMap = new Uint8Array();
  readMessage(bytes, (field, reader) => {
    if (field === 2) charsMap = new Uint8Array(bytesOf(reader));
    if (field === 3) spec.spaceInFront = numberOf(reader) !== 0;
    if (field === 4) spec.squeezesSpaces = numberOf(reader) !== 0;
    if (field === 5) spec.marksSpaces = numberOf(reader) !== 0;
  });
  return { ...spec, charsMap };
}

/** The fields of a message, each once. @throws RangeError where they do not end with it: pbf reads on without a word. */
function readMessage(bytes: Uint8Array, onField: (field: number, reader: PbfReader) => void): void {
  const reader = new PbfReader(bytes);
  reader.readFields((field, _, own) => onField(field, own), null);
  if (reader.pos !== bytes.length) throw new RangeError('A message ends elsewhere.');
}

function bytesOf(reader: PbfReader): Uint8Array {
  checkType(reader, wireTypes.bytes);
  return reader.readBytes();
}

function numberOf(reader: PbfReader): number {
  checkType(reader, wireTypes.varint);
  return reader.readVarint();
}

function floatOf(reader: PbfReader): number {
  checkType(reader, wireTypes.float);
  return reader.readFloat();
}

function checkType({ type }: PbfReader, wanted: number): void {
  if (type !== wanted) throw new RangeError(`A field of type ${type}.`);
}
