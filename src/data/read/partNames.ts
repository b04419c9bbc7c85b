// Which part of a split a name tells.

import type { SplitPart } from '../../domain/splitChoice';

const partNames: Record<string, SplitPart> = {
  train: 'train',
  training: 'train',
  trn: 'train',
  learn: 'train',
  validation: 'validation',
  validate: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  devel: 'validation',
  development: 'validation',
  test: 'test',
  testing: 'test',
  tst: 'test',
  eval: 'test',
  evaluation: 'test',
  heldout: 'test',
  holdout: 'test',
};
const namedParts = new Map(Object.entries(partNames));

const wordBorder = /[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u;
const partOf = (word: string) => namedParts.get(word.toLowerCase());

/** The part that a value names, such as `Dev` or `reviews-test.csv`; `null` when it names none, or two. */
export function partNamedBy(value: string): SplitPart | null {
  const words = value
    .replace(/\.[a-z]{2,5}$/i, '')
    .split(wordBorder)
    .map(partOf)
    .filter((part) => part !== undefined);
  const [part, ...others] = new Set(words);
  return part !== undefined && others.length === 0 ? part : null;
}

/** A value without the words that name a part: `pos` of `pos_train`. */
export function withoutPartName(value: string): string {
  return value
    .split(/([^\p{L}]+|(?<=\p{Ll})(?=\p{Lu}))/u)
    .filter((word) => partOf(word) === undefined)
    .join('')
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** Whether values say a split beyond doubt: each names a part, and there is something to train and to test on. */
export function namesASplit(values: Iterable<string>): boolean {
  const parts = new Set([...values].map(partNamedBy));
  return parts.has('train') && (parts.has('test') || parts.has('validation')) && !parts.has(null);
}

/** `data/train-00000-of-00003.parquet` is a part of `data/train`, as data sets are stored on Hugging Face's hub. */
export const withoutShard = (name: string): string => name.replace(/-\d{4,6}-of-\d{4,6}(-[\da-f]+)?(\.[a-z]+)+$/i, '');
