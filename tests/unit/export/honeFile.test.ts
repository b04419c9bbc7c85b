import { describe, expect, it } from 'vitest';
import type { ModelTrainedHere } from '../../../src/domain/run';
import { honeFile, readHoneFile } from '../../../src/export/honeFile';
import { trainedModel } from '../../support/trainedModel';

const labels = ['a', '__proto__'];
const model: ModelTrainedHere = {
  ...trainedModel(labels),
  preparation: {
    columns: { text: 0, label: 1 },
    cleaning: { steps: ['urls', 'trim'], removeWords: [], removePassages: [] },
  },
  notes: ['A note.'],
  contrastive: { kept: 'head', folds: 5, rows: 16, right: { contrastive: 12, head: 12 } },
};

function changed(change: (json: { formatVersion: number; model: Record<string, unknown> }) => void) {
  const json = JSON.parse(honeFile(model, '0.1.0')) as Parameters<typeof change>[0];
  change(json);
  return readHoneFile(JSON.stringify(json), { labels, task: 'singleLabel' });
}

describe('hone.json', () => {
  it('brings back all but what means something only where the model was trained', () => {
    const read = readHoneFile(honeFile(model, '0.1.0'), { labels, task: 'singleLabel' });
    const { id, origin, dataSetId, preparedSetId, pooling, ...rest } = model;
    expect(read).toEqual({ model: rest });
    expect(honeFile(model, '0.1.0')).not.toContain('"dataSetId"');
  });

  it('keeps fields that a later Hone added', () => {
    expect(changed(({ model: own }) => (own['temperature'] = 1.5))).toMatchObject({
      model: { temperature: 1.5 },
    });
  });

  it.each([
    ['', 'is not readable'],
    ['{', 'is not readable'],
    ['[]', 'is not readable'],
    ['{"model": {}}', 'is not readable'],
    ['{"formatVersion": 1}', 'is not as Hone wrote it'],
    ['{"formatVersion": 1, "model": {"name": "x"}}', 'is not as Hone wrote it'],
    ['{"formatVersion": 2}', 'by a newer Hone'],
  ])('%s: %s', (text, words) => {
    expect(readHoneFile(text, { labels, task: 'singleLabel' })).toEqual({
      problem: expect.stringContaining(words),
    });
  });

  it.each<[string, (own: Record<string, unknown>) => void]>([
    ['a metric that is no number', (own) => (own['metrics'] = { ...model.metrics, accuracy: '1' })],
    ['too few classes', (own) => (own['metrics'] = { ...model.metrics, classes: [] })],
    ['a history of words', (own) => (own['history'] = ['first'])],
    ['a threshold too many', (own) => (own['thresholds'] = [0.5, 0.5, 0.5])],
    ['notes that are none', (own) => (own['notes'] = 'A note.')],
    ['another way with long texts', (own) => (own['recipe'] = { ...model.recipe, truncation: 'tail' })],
    [
      'cleaning that is not known',
      (own) =>
        (own['preparation'] = {
          columns: { text: 0, label: 1 },
          cleaning: { steps: ['shout'], removeWords: [], removePassages: [] },
        }),
    ],
  ])('with %s, it is not used', (_, change) => {
    expect(changed(({ model: own }) => change(own))).toEqual({
      problem: expect.stringContaining('is not as Hone wrote it'),
    });
  });

  it('of other labels, or another kind of them, is not used', () => {
    const file = honeFile(model, '0.1.0');
    const problem = { problem: expect.stringContaining('speaks of other labels') };
    expect(readHoneFile(file, { labels: ['a', 'b'], task: 'singleLabel' })).toEqual(problem);
    expect(readHoneFile(file, { labels, task: 'multiLabel' })).toEqual(problem);
  });
});
