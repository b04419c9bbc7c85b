// What a sentence encoder's 1_Pooling/config.json asks for, on disk and on the hub, and what is refused by which words.

import { describe, expect, test } from 'vitest';
import '../../../support/fileReaderSync';
import { inspectModel } from '../../../../src/pipeline/models/inspectModel';
import { modelFolder } from '../../../../src/pipeline/models/modelFolder';
import { poolingFile, readPooling } from '../../../../src/pipeline/models/readPooling';
import { tinyModel } from '../../../support/tinyModels';

const kinds = ['cls_token', 'mean_tokens', 'max_tokens', 'mean_sqrt_len_tokens', 'weightedmean_tokens', 'lasttoken'];

/** As sentence-transformers writes it: every kind, those that are meant true. */
const asked = (...meant: string[]) => ({
  word_embedding_dimension: 32,
  ...Object.fromEntries(kinds.map((kind) => [`pooling_mode_${kind}`, meant.includes(kind)])),
  include_prompt: true,
});

describe('1_Pooling/config.json', () => {
  test.each([
    ['cls_token', 'first'],
    ['mean_tokens', 'mean'],
    ['max_tokens', 'max'],
    ['mean_sqrt_len_tokens', 'meanSqrtLength'],
  ])('%s', (kind, pooling) => {
    expect(readPooling(asked(kind))).toBe(pooling);
  });

  test.each([
    ['cls', 'first'],
    ['mean', 'mean'],
    ['max', 'max'],
    ['mean_sqrt_len_tokens', 'meanSqrtLength'],
  ])('%s in one field', (name, pooling) => {
    expect(readPooling({ embedding_dimension: 32, pooling_mode: name })).toBe(pooling);
  });

  test('what Hone does not compute is named', () => {
    expect(() => readPooling(asked('lasttoken'))).toThrow(
      'This model can’t be used: 1_Pooling/config.json asks for pooling_mode_lasttoken, and Hone computes ' +
        'pooling_mode_cls_token, pooling_mode_mean_tokens, pooling_mode_max_tokens, pooling_mode_mean_sqrt_len_tokens.',
    );
    expect(() => readPooling({ pooling_mode: 'weightedmean' })).toThrow('asks for weightedmean, and');
    expect(() => readPooling({ pooling_mode: ['mean', 'max'] })).toThrow(
      'joins several kinds of pooling (pooling_mode_mean_tokens and pooling_mode_max_tokens), and Hone computes one',
    );
    expect(() => readPooling(asked('cls_token', 'max_tokens'))).toThrow(
      'joins several kinds of pooling (pooling_mode_cls_token and pooling_mode_max_tokens)',
    );
    expect(() => readPooling(asked())).toThrow('names no kind of pooling');
  });
});

describe('a model from disk', () => {
  const blob = (content: Buffer | string) =>
    new Blob([typeof content === 'string' ? content : new Uint8Array(content)]);
  const chosen = (files: Map<string, Buffer>, more: Record<string, unknown> = {}) => [
    ...[...files].map(([name, content]) => ({ path: `mine/${name}`, content: blob(content) })),
    ...Object.entries(more).map(([name, json]) => ({ path: `mine/${name}`, content: blob(JSON.stringify(json)) })),
  ];
  const inspected = async (files: Map<string, Buffer>, more?: Record<string, unknown>) =>
    inspectModel((await modelFolder(chosen(files, more))).folder);

  test('a new head reads what its folder 1_Pooling says, and the mean beside the first token without one', async () => {
    const model = tinyModel('bert');
    expect((await inspected(model)).pooling).toBe('firstAndMean');
    const found = await inspected(model, { [poolingFile]: asked('max_tokens') });
    expect(found.pooling).toBe('max');
    expect([...found.files.keys()]).toContain(poolingFile);
    expect((await inspected(model, { [poolingFile]: asked('mean_tokens') })).pooling).toBe('firstAndMean');
    await expect(inspected(model, { [poolingFile]: asked('mean_tokens', 'max_tokens') })).rejects.toThrow(
      'joins several',
    );
  });

  test('a classifier’s own head reads what its config.json says', async () => {
    const model = tinyModel('bert', { labels: ['no', 'yes'] });
    expect(await inspected(model)).toMatchObject({ pooling: 'firstAndMean', classifier: { pooling: 'first' } });
    const config = JSON.parse(String(model.get('config.json'))) as object;
    model.set('config.json', Buffer.from(JSON.stringify({ ...config, hone_pooling: 'max' })));
    expect(await inspected(model)).toMatchObject({ pooling: 'max', classifier: { pooling: 'max' } });
  });
});
