// SentencePiece's precompiled character map as `tokenizers` (Rust) applies it (crate spm_precompiled): a double-array
// trie (Aoe 1989, as in Darts) from UTF-8 strings to their replacements. The library has only an approximation.

import { modelLimits } from '../domain/limits';
import { broken } from './jsonParts';
import { segmentsOf } from './segments';

const printableAscii = /^[ -~]*$/;
/** Letters and signs that never join their neighbours in one cluster: no marks, jamo, joiners or line ends. */
const standAlone =
  /^[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*$/;
/** Longer clusters are looked up character by character. */
const longestCluster = 6;

/** A function from a text to the text that the vocabulary knows. @throws Failure `ModelBroken` */
export function precompiledNormalizer(charsMap: string): (text: string) => string {
  const find = readCharsMap(charsMap);
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const utf8 = new TextEncoder();
  const known = new Map<string, string>();
  const normalizeCluster = (cluster: string): string => {
    const bytes = utf8.encode(cluster);
    const whole = bytes.length < longestCluster ? find(bytes) : undefined;
    if (whole !== undefined) return whole;
    return Array.from(cluster, (character) => find(utf8.encode(character)) ?? character).join('');
  };
  const normalizeKnown = (cluster: string): string => {
    const found = known.get(cluster);
    if (found !== undefined) return found;
    const normalized = normalizeCluster(cluster);
    if (cluster.length < longestCluster) known.set(cluster, normalized);
    return normalized;
  };
  return (text) => {
    if (printableAscii.test(text)) return text;
    let normalized = '';
    if (standAlone.test(text)) {
      for (const character of text) normalized += normalizeKnown(character);
    } else {
      for (const cluster of segmentsOf(text, segmenter)) normalized += normalizeKnown(cluster);
    }
    return normalized;
  };
}

/** The replacement of the shortest prefix in the map; that it is the shortest is how the reference does it. */
function readCharsMap(base64: string): (bytes: Uint8Array) => string | undefined {
  const bytes = decodeBase64(base64);
  const view = new DataView(bytes.buffer);
  const trieBytes = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  if (trieBytes === 0 || trieBytes % 4 !== 0 || trieBytes + 4 > bytes.length) {
    throw broken('its precompiled_charsmap is not whole');
  }
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + i * 4, true));
  const replacements = bytes.subarray(4 + trieBytes);
  const decoder = new TextDecoder();
  return (key) => {
    let position = offsetOf(units[0] ?? 0);
    for (const byte of key) {
      if (byte === 0) return undefined;
      position ^= byte;
      const unit = units[position] ?? 0;
      if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
      position ^= offsetOf(unit);
      if ((unit >>> 8) & 1) {
        const start = (units[position] ?? 0) & 0x7fffffff;
        const rest = replacements.subarray(start, start + modelLimits.replacementBytes + 1);
        const end = rest.indexOf(0);
        if (end < 0 && rest.length > modelLimits.replacementBytes) {
          throw broken('its precompiled_charsmap makes a long text of a character');
        }
        return decoder.decode(end < 0 ? rest : rest.subarray(0, end));
      }
    }
    return undefined;
  };
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw broken('its precompiled_charsmap is not readable');
  }
}
