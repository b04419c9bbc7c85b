// 1_Pooling/config.json of a sentence encoder → how its tokens' states are pooled.

import type { Pooling } from '../../domain/pooling';
import { broken, type Json } from './modelFiles';

/** Where sentence-transformers keeps it. */
export const poolingFile = '1_Pooling/config.json';

/** By the names of sentence-transformers (its Pooling). */
const known = new Map<string, Pooling>([
  ['pooling_mode_cls_token', 'first'],
  ['pooling_mode_mean_tokens', 'mean'],
  ['pooling_mode_max_tokens', 'max'],
  ['pooling_mode_mean_sqrt_len_tokens', 'meanSqrtLength'],
]);

/** What its newer files call them, in one field. */
const shortNames = new Map([
  ['cls', 'pooling_mode_cls_token'],
  ['mean', 'pooling_mode_mean_tokens'],
  ['max', 'pooling_mode_max_tokens'],
  ['mean_sqrt_len_tokens', 'pooling_mode_mean_sqrt_len_tokens'],
]);

/** @throws Failure `ModelBroken` where it is a kind that Hone does not compute, several at once, or none */
export function readPooling(json: Json): Pooling {
  const asked = modesOf(json);
  const [mode, ...more] = asked;
  if (mode === undefined) throw broken(`${poolingFile} names no kind of pooling`);
  if (more.length > 0) {
    const names = asked.map((name) => name.slice(0, 80)).join(' and ');
    throw broken(`${poolingFile} joins several kinds of pooling (${names}), and Hone computes one`);
  }
  const pooling = known.get(mode);
  if (pooling) return pooling;
  const kinds = [...known.keys()].join(', ');
  throw broken(`${poolingFile} asks for ${mode.slice(0, 80)}, and Hone computes ${kinds}`);
}

function modesOf(json: Json): string[] {
  const { pooling_mode: named } = json;
  if (named !== undefined) {
    const names = Array.isArray(named) ? named.map(String) : [String(named)];
    return names.map((name) => shortNames.get(name) ?? name);
  }
  return Object.keys(json).filter((name) => name.startsWith('pooling_mode_') && json[name] === true);
}
