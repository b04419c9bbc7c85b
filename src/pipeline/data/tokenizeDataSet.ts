// dataset → token ids.

import type { BaseModelId } from '../../domain/baseModel';
import type { PreparedSet } from '../../domain/dataset';
import type { ReportProgress } from '../../domain/progress';
import type { Recipe } from '../../domain/recipe';
import type { TokenizedTexts, TokenizingSummary } from '../../domain/tokens';
import { getPreparedSet, getTokens, saveTokens } from '../../storage/derived';
import type { TokensKey } from '../../storage/schema';
import { createTokenizer, tokenizeTexts, type Tokenizer } from '../../tokenization/tokenizer';
import { openBaseModel, readModelJson } from '../models/baseModelFiles';
import { tokensKey } from './derivedKeys';
import { readTexts, rowsGone } from './preparedTexts';

/** The tokenizers loaded by this thread. */
export class Tokenizers {
  private readonly loaded = new Map<BaseModelId, Tokenizer>();

  forget(baseModel: BaseModelId): void {
    this.loaded.delete(baseModel);
  }

  async get(baseModel: BaseModelId): Promise<Tokenizer> {
    const known = this.loaded.get(baseModel);
    if (known) return known;
    const files = await openBaseModel(baseModel);
    const tokenizer = createTokenizer(
      await readModelJson(files, 'tokenizer.json'),
      await readModelJson(files, 'tokenizer_config.json'),
    );
    this.loaded.set(baseModel, tokenizer);
    return tokenizer;
  }
}

/** Tokenizes prepared sets, each once, however often it is asked for meanwhile. */
export class DataSetTokenizing {
  private readonly running = new Map<string, Running>();

  constructor(private readonly tokenizers: Tokenizers) {}

  /** Tokenizes a prepared set's texts, unless it is done already. Says what it found, and in how many seconds. */
  async of(preparedSetId: string, recipe: Recipe, onProgress: ReportProgress): Promise<TokenizingSummary> {
    const started = performance.now();
    const set = await getPreparedSet(preparedSetId);
    if (!set) throw rowsGone();
    const key = await tokensKey(set, recipe);
    const { truncatedTexts, listeners } = this.running.get(key.join()) ?? this.begin(key, set, recipe);
    listeners.add(onProgress);
    try {
      return {
        truncatedTexts: await truncatedTexts,
        texts: set.rows.length,
        seconds: (performance.now() - started) / 1000,
      };
    } finally {
      listeners.delete(onProgress);
    }
  }

  private begin(key: TokensKey, set: PreparedSet, recipe: Recipe): Running {
    const listeners = new Set<ReportProgress>();
    const work = async () => {
      const known = await getTokens(key);
      const report: ReportProgress = (progress) => listeners.forEach((listen) => listen(progress));
      const texts = known ?? (await tokenizeTextsOf(this.tokenizers, set, recipe, report));
      if (!known) await saveTokens(key, texts);
      return texts.long ?? texts.truncated;
    };
    const truncatedTexts = work().finally(() => this.running.delete(key.join()));
    const running = { truncatedTexts, listeners };
    this.running.set(key.join(), running);
    return running;
  }
}

interface Running {
  /** How many texts are long, when all are tokenized and stored. */
  truncatedTexts: Promise<number>;
  listeners: Set<ReportProgress>;
}

async function tokenizeTextsOf(
  tokenizers: Tokenizers,
  set: PreparedSet,
  { baseModel, maxTokens, truncation }: Recipe,
  onProgress: ReportProgress,
): Promise<TokenizedTexts> {
  const tokenizer = await tokenizers.get(baseModel);
  const texts = readTexts(set, set.rows);
  return tokenizeTexts(tokenizer, texts, { maxTokens, truncation }, (done) =>
    onProgress({ job: 'Tokenizing', done, total: set.rows.length }),
  );
}
