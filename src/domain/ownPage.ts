// The web page of its own that a model can be taken away as: what its files agree on.

import type { TextCleaning } from './cleaning';
import type { Truncation } from './recipe';

/** page.json: what a page needs to know besides the model's own files. */
export interface PageSettings {
  /** The model's name, the page's title. */
  title: string;
  /** Texts are cut at this many tokens, special tokens included. */
  maxTokens: number;
  truncation: Truncation;
  /** What is changed in a text first, as it was for training. */
  cleaning: TextCleaning;
  /** Of which columns a text was made for training, joined in this order by the separator; absent: of one. */
  texts?: { columns: string[]; separator: string };
  /** Origins whose pages may ask through postMessage, such as `https://example.com`; `*` for any. */
  allowedOrigins: string[];
}

/** What a page reads of the model, beside it in `model/`. */
export const pageModelFiles = {
  config: 'config.json',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  weights: 'model.safetensors',
} as const;

/** page.json, as a page of one file holds it. */
export const embeddedSettings = 'page.json';

/** Bytes that a page of one file may have: mail and chat refuse larger ones, and a browser is slow to open them. */
export const pageFileLimit = 60_000_000;

/** A page of one file, before it is made. */
export interface PageFileOffer {
  /** About how large it would be. */
  bytes: number;
  /** How its weights would be stored that the base model has not in 8 bits: as exactly as there is room for. */
  weights: PageFileWeights;
  /** Whether it is within `pageFileLimit`. */
  fits: boolean;
}

export const pageFileWeights = ['single', 'half', 'eightBits'] as const;
export type PageFileWeights = (typeof pageFileWeights)[number];

/** What a page says of one text. */
export interface PageAnswer {
  /** The most probable label; where a text may have several, of those it has, and `null` where it has none. */
  label: string | null;
  /** The labels that the text has; only where it may have several. */
  labels?: string[];
  /** By label. */
  probabilities: Record<string, number>;
  /** The highest probability; where a text may have several labels, that of the answer to the least sure one. */
  confidence: number;
  /** Whether a person should decide; only where a limit was chosen for that. */
  unsure?: boolean;
  /** Whether only a part of the text was read. */
  cut: boolean;
}

/** What one request may hold. */
export const pageLimits = { texts: 1000, characters: 100_000 } as const;
