// The classifier of an exported web page against transformers (tests/fixtures), on texts whose words are token ids.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noCleaning } from '../../../src/domain/cleaning';
import type { PageSettings } from '../../../src/domain/ownPage';
import type { ClassifierLabels } from '../../../src/domain/task';
import { decide } from '../../../src/inference/decision';
import { answerOf, PageClassifier } from '../../../src/page/pageClassifier';
import type { ExpectedValues } from '../../support/parityFixture';

const settings: PageSettings = {
  title: 'A model',
  maxTokens: 20,
  truncation: 'start',
  allowedOrigins: ['*'],
  cleaning: noCleaning,
};

/** A tokenizer.json in which the word `t17` is token 17 and nothing stands around a text. */
function wordsAreIds(size: number): object {
  return {
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: false,
      strip_accents: false,
      lowercase: false,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
      type: 'WordPiece',
      unk_token: 't0',
      continuing_subword_prefix: '##',
      vocab: Object.fromEntries(Array.from({ length: size }, (_, id) => [`t${id}`, id])),
    },
    post_processor: { type: 'TemplateProcessing', special_tokens: {}, single: [{ Sequence: { id: 'A', type_id: 0 } }] },
    added_tokens: [],
  };
}

function fixture(architecture: string) {
  const read = (name: string) => readFileSync(new URL(`../../fixtures/${architecture}/${name}`, import.meta.url));
  const config = JSON.parse(read('config.json').toString()) as { vocab_size: number };
  const expected = JSON.parse(read('expected.json').toString()) as ExpectedValues;
  const files: Record<string, Uint8Array<ArrayBuffer>> = {
    'model.safetensors': new Uint8Array(read('model.safetensors')),
  };
  const put = (name: string, json: unknown) => (files[name] = new TextEncoder().encode(JSON.stringify(json)));
  put('config.json', config);
  put('tokenizer.json', wordsAreIds(config.vocab_size));
  put('tokenizer_config.json', {});
  const load = (own: Partial<PageSettings> = {}, change: object = {}) => {
    put('config.json', { ...config, ...change });
    return PageClassifier.load(async (name) => (files[name] ?? new Uint8Array()).slice().buffer, {
      ...settings,
      ...own,
    });
  };
  // The page has no second text: rows of the fixture that have one are left out.
  const rows = expected.input_ids
    .map((ids, row) => ({
      ids: ids.filter((_, at) => expected.attention_mask[row]?.[at] === 1),
      logits: expected.logits[row] ?? [],
      types: expected.token_type_ids?.[row] ?? [],
    }))
    .filter(({ types }) => !types.includes(1));
  return { load, rows };
}

const textOf = (ids: number[]) => ids.map((id) => `t${id}`).join(' ');

function softmax(logits: number[]): number[] {
  const all = logits.map(Math.exp);
  const sum = all.reduce((total, own) => total + own, 0);
  return all.map((own) => own / sum);
}

const largestDifference = (a: number[], b: number[]) => Math.max(...a.map((own, at) => Math.abs(own - (b[at] ?? NaN))));

describe('the classifier of a page', () => {
  it.each(['bert', 'distilbert', 'roberta'])('%s: as transformers says', async (architecture) => {
    const { load, rows } = fixture(architecture);
    const answers = await (await load()).classify(rows.map(({ ids }) => textOf(ids)));
    expect(rows.length).toBeGreaterThan(2);
    answers.forEach(({ probabilities, confidence, cut }, row) => {
      const theirs = softmax(rows[row]?.logits ?? []);
      expect(largestDifference(Object.values(probabilities), theirs)).toBeLessThan(1e-6);
      expect(confidence).toBeCloseTo(Math.max(...theirs), 6);
      expect(cut).toBe(false);
    });
  });

  it('a long text is the mean of its windows', async () => {
    const { load, rows } = fixture('distilbert');
    const [first, second] = rows;
    const length = Math.min(first?.ids.length ?? 0, second?.ids.length ?? 0);
    const page = await load({ maxTokens: length, truncation: 'windows' });
    const [a, b] = [first, second].map((row) => row?.ids.slice(0, length) ?? []) as [number[], number[]];
    const [whole, one, other] = await page.classify([textOf([...a, ...b]), textOf(a), textOf(b)]);
    // The softmax of a mean of logits is the normalised geometric mean of the softmaxes.
    const mean = Object.values(one?.probabilities ?? {}).map(
      (own, id) => (Math.log(own) + Math.log(Object.values(other?.probabilities ?? {})[id] ?? NaN)) / 2,
    );
    expect(largestDifference(Object.values(whole?.probabilities ?? {}), softmax(mean))).toBeLessThan(1e-6);
    expect(whole?.cut).toBe(false);
    const [head] = await (await load({ maxTokens: length })).classify([textOf([...a, ...b])]);
    expect(head?.cut).toBe(true);
    expect(
      largestDifference(Object.values(head?.probabilities ?? {}), Object.values(one?.probabilities ?? {})),
    ).toBeLessThan(1e-6);
  });

  it('texts are cleaned as they were for training', async () => {
    const { load, rows } = fixture('roberta');
    const text = textOf(rows[0]?.ids ?? []);
    const cleaning = { steps: ['htmlTags' as const], removeWords: ['t999'], removePassages: [] };
    const [plain, marked] = await (await load({ cleaning })).classify([text, `<b>${text}</b> t999`]);
    expect(marked).toEqual(plain);
  });

  it('labels, thresholds and the limit for asking a person come from config.json', async () => {
    const { load, rows } = fixture('bert');
    const text = textOf(rows[0]?.ids ?? []);
    const several = await load(
      {},
      {
        problem_type: 'multi_label_classification',
        id2label: { 0: 'a', 1: 'b', 2: 'c' },
        hone_thresholds: { a: 0, b: 1, c: 0 },
      },
    );
    const [answer] = await several.classify([text]);
    const sigmoids = (rows[0]?.logits ?? []).map((logit) => 1 / (1 + Math.exp(-logit)));
    expect(largestDifference(Object.values(answer?.probabilities ?? {}), sigmoids)).toBeLessThan(1e-6);
    expect(answer?.labels?.toSorted()).toEqual(['a', 'c']);
    const [doubtful] = await (await load({}, { hone_unsure_below: 0.99 })).classify([text]);
    expect(doubtful).toMatchObject({ unsure: true });
  });

  it('says which file is not readable', async () => {
    await expect(PageClassifier.load(async () => new ArrayBuffer(0), settings)).rejects.toThrow(
      'model/config.json is not readable',
    );
  });
});

describe('an answer', () => {
  const labels = ['__proto__', '1', 'b'];
  const answerTo = (rules: ClassifierLabels, shares: number[], cut: boolean) => {
    const probabilities = Float32Array.from(shares);
    return answerOf(rules, probabilities, decide(probabilities, rules), cut);
  };
  it('has each label, whatever its name, and the most probable first', () => {
    const answer = answerTo({ labels, task: 'singleLabel' }, [0.5, 0.25, 0.25], false);
    expect(answer.label).toBe('__proto__');
    expect(Object.keys(answer.probabilities).toSorted()).toEqual(['1', '__proto__', 'b']);
    expect(answer).not.toHaveProperty('unsure');
  });
  it('says when a text has none of the labels', () => {
    const answer = answerTo({ labels, task: 'multiLabel' }, [0.1, 0.2, 0.3], true);
    expect(answer).toMatchObject({ label: null, labels: [], cut: true });
    expect(answer.confidence).toBeCloseTo(0.7, 6);
  });
});
