// The flow of a project with workers that answer at once: what follows from what, and what holds a training up.

import { beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '../../support/eventually';
import { noOddRows, type OpenedDataSet, type PreparedSummary, type SourcePreview } from '../../../src/domain/dataset';
import { noSplitFacts } from '../../../src/domain/splitChoice';
import { Failure } from '../../../src/domain/failures';
import { columnChoice } from '../../../src/domain/columnChoice';
import type { ModelMeasurement } from '../../../src/domain/modelMeasurement';
import { isInTrash } from '../../../src/storage/trash';
import { dataSetLock, heldLocks, trainingLock, withLock } from '../../../src/jobs/lock';

const counts = { rows: 10, rowsPerClass: [5, 5] };
const prepared: PreparedSummary = {
  id: 'prepared',
  task: 'singleLabel',
  labels: ['a', 'b'],
  folds: null,
  dropped: { emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 },
  splitCounts: { train: counts, validation: counts, test: counts },
  splitFacts: noSplitFacts,
};
const opened: OpenedDataSet = {
  dataSet: {
    id: 'rows',
    name: 'rows.csv',
    createdAt: 0,
    byteLength: 300,
    blockStarts: new Uint32Array(),
    rowCount: 30,
    columns: ['text', 'label'],
    sources: [],
    skipped: [],
    stretches: [],
    importSeconds: 0,
    odd: noOddRows,
  },
  preview: [['a text', 'a']],
  preparation: { columns: { text: 0, label: 1 } },
};

const asked = vi.hoisted(() => ({
  prepare: vi.fn(),
  estimate: vi.fn(),
  measureBaseModels: vi.fn(),
  importFiles: vi.fn(),
}));

vi.mock('../../../src/bridge/workers', () => {
  const worker = (methods: Record<string, unknown>) => ({
    ...methods,
    endedBy: () => worker(methods),
  });
  return {
    dataWorker: worker({
      openDataSet: () => Promise.resolve(opened),
      prepare: asked.prepare,
    }),
    trainingWorker: worker({
      estimate: asked.estimate,
      measureBaseModels: asked.measureBaseModels,
      startCompute: () => Promise.resolve(null),
    }),
    askingWorker: worker({
      guessSource: () => Promise.resolve({ source: null, language: null, texts: [] }),
      countFileLabels: () => Promise.resolve({ labels: [], unlabelled: 0 }),
    }),
    besideTraining: worker({ terminate: () => {} }),
    slicingWorker: worker({}),
    workbookWorker: worker({}),
    importWorker: worker({ importFiles: asked.importFiles }),
    addingWorker: worker({}),
    tokenizingWorker: worker({ tokenize: () => Promise.resolve({ seconds: 0, texts: 30, truncatedTexts: 0 }) }),
    downloadWorker: worker({}),
    offlineWorker: worker({}),
    examiningWorker: worker({ examine: () => Promise.resolve(null) }),
  };
});

const { baseModels } = await import('../../../src/state/baseModels.svelte');
const { dataSet } = await import('../../../src/state/dataSet.svelte');
const { estimates } = await import('../../../src/state/estimates.svelte');
const { recipe } = await import('../../../src/state/recipe.svelte');
const { recommendation } = await import('../../../src/state/recommendation.svelte');
const { session } = await import('../../../src/state/session.svelte');
const { training } = await import('../../../src/state/training.svelte');

beforeEach(() => {
  asked.prepare.mockReset().mockResolvedValue(prepared);
  asked.estimate.mockReset().mockResolvedValue([
    { depth: 'head', seconds: 4, notes: [] },
    { depth: 'topLayers', seconds: 40, notes: [] },
    { depth: 'whole', seconds: 4000, notes: [] },
  ]);
  asked.measureBaseModels.mockReset().mockReturnValue(new Promise(() => {}));
  dataSet.close();
  recommendation.stop();
  recommendation.refresh();
  recipe.reset();
});

/** What measuring two models came to; the quicker one is as good, or is not. */
const measurementOf = (quickAccuracy: number): ModelMeasurement => ({
  sampleRows: 300,
  rows: 300,
  language: 'en',
  measured: [
    { id: 'e5-small-v2', name: 'e5-small-v2', accuracy: 0.9, standardError: 0.017, seconds: 20, bytes: 1e8 },
    { id: 'all-MiniLM-L6-v2', name: 'MiniLM', accuracy: quickAccuracy, standardError: 0.02, seconds: 10, bytes: 1e8 },
  ],
  unread: [],
  tooLarge: [],
  missing: [],
});

test('of new rows the base models are measured after the depths, and the recommended one is taken, unless one was chosen', async () => {
  asked.measureBaseModels.mockResolvedValue(measurementOf(0.89));
  await dataSet.open('rows');
  await recommendation.settled();
  expect(asked.estimate.mock.invocationCallOrder[0]).toBeLessThan(
    asked.measureBaseModels.mock.invocationCallOrder[0] ?? NaN,
  );
  expect(recommendation.words).toMatch(/^Recommended: MiniLM\. It is the fastest/);
  await estimates.settled();
  // Its head was measured, and that it is taken for.
  expect(recipe.values).toMatchObject({ baseModel: 'all-MiniLM-L6-v2', depth: 'head' });

  // Chosen by hand it stays, whatever is measured, until everything is taken back.
  baseModels.choose('e5-small-v2');
  recommendation.refresh();
  asked.prepare.mockResolvedValue({ ...prepared, id: 'other rows' });
  await dataSet.prepareAgain();
  await recommendation.settled();
  expect(asked.measureBaseModels).toHaveBeenCalledTimes(2);
  expect(recommendation.recommended?.id).toBe('all-MiniLM-L6-v2');
  expect(recipe.values.baseModel).toBe('e5-small-v2');
});

test('measuring the base models gives way to a training, and can be asked for again', async () => {
  let signal: AbortSignal | undefined;
  asked.measureBaseModels.mockImplementation((...args: unknown[]) => {
    signal = args.find((arg) => arg instanceof AbortSignal);
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal?.reason as Error)));
  });
  await dataSet.open('rows');
  await eventually(() => expect(signal).toBeDefined());
  expect(recommendation.measuring).toBe(true);
  // Of its own nothing of it runs here: the workers know no training.
  void training.start();
  expect(signal?.aborted).toBe(true);
  await recommendation.settled();
  expect(recommendation.measuring).toBe(false);
  await eventually(() => expect(session.busy).toBe(false));

  asked.measureBaseModels.mockResolvedValue(measurementOf(0.8));
  recommendation.refresh();
  await recommendation.settled();
  expect(recommendation.words).toBe('Recommended: e5-small-v2. It is the most accurate on 300 rows of yours.');
  expect(recipe.values.baseModel).toBe('e5-small-v2');
});

test('nothing can be trained before there are rows, and then it can', async () => {
  expect(session.obstacle).toEqual({ kind: 'noRows' });
  await dataSet.open('rows');
  expect(session.obstacle).toBeNull();
});

test('rows that can’t be split hold a training up', async () => {
  asked.prepare.mockRejectedValue(new Error('There is only one label.'));
  await dataSet.open('rows');
  expect(session.obstacle).toEqual({ kind: 'unusableColumns' });
});

test('new rows are measured, and the deepest depth that is quick enough is taken', async () => {
  recipe.chooseModel('all-MiniLM-L6-v2');
  await dataSet.open('rows');
  await estimates.settled();
  expect(recipe.values.depth).toBe('topLayers');
});

test('of a model that is best with its head the head is taken, whatever was measured of another', async () => {
  recipe.chooseModel('all-MiniLM-L6-v2');
  await dataSet.open('rows');
  await estimates.settled();
  baseModels.choose('e5-small-v2');
  expect(recipe.values).toMatchObject({ depth: 'head', epochs: 30 });
  await estimates.settled();
  expect(recipe.values.depth).toBe('head');
  session.chooseDepth('whole');
  baseModels.choose('e5-small-v2');
  await estimates.settled();
  expect(recipe.values.depth).toBe('whole');
});

test('a depth that was chosen stays', async () => {
  await dataSet.open('rows');
  session.chooseDepth('whole');
  session.changeRecipe({ balancing: 'classWeights' });
  await estimates.settled();
  expect(recipe.values).toMatchObject({ depth: 'whole', balancing: 'classWeights' });
});

test('a number out of bounds holds a training up by its name, and nothing is measured with it', async () => {
  await dataSet.open('rows');
  await estimates.settled();
  asked.estimate.mockClear();
  recipe.change({ epochs: 0 });
  session.acceptNumber('epochs');
  await estimates.settled();
  expect(session.obstacle).toEqual({ kind: 'unusableNumbers', fields: ['Epochs'] });
  expect(asked.estimate).not.toHaveBeenCalled();
});

test('another seed draws the split anew, another learning rate only measures', async () => {
  await dataSet.open('rows');
  await estimates.settled();
  asked.prepare.mockClear();
  recipe.change({ learningRate: 0.01 });
  session.acceptNumber('learningRate');
  expect(asked.prepare).not.toHaveBeenCalled();
  recipe.change({ seed: 7 });
  session.acceptNumber('seed');
  expect(asked.prepare.mock.lastCall?.[2]).toBe(7);
});

test('the defaults come back, with the split of their seed', async () => {
  asked.estimate.mockResolvedValue([]);
  await dataSet.open('rows');
  recipe.change({ seed: 7, epochs: 3 });
  asked.prepare.mockClear();
  await session.resetRecipe();
  expect(recipe.values).toMatchObject({ seed: 42, epochs: 30, depth: 'head' });
  expect(asked.prepare.mock.lastCall?.[2]).toBe(42);
});

test('leaving asks while work runs that would be lost, and of a training only when much of it would be', async () => {
  const { fileClassification } = await import('../../../src/state/fileClassification.svelte');
  const { training } = await import('../../../src/state/training.svelte');
  expect(session.losesWork).toBe(false);
  void fileClassification.job.run(() => new Promise(() => {})).catch(() => {});
  expect(session.losesWork).toBe(true);
  fileClassification.job.clear();
  expect(session.losesWork).toBe(false);

  await dataSet.open('rows');
  const preparing = Promise.withResolvers<PreparedSummary>();
  asked.prepare.mockReturnValue(preparing.promise);
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const run = training.start();
    expect(session.losesWork).toBe(false);
    vi.advanceTimersByTime(46_000);
    expect(session.losesWork).toBe(true);
    training.stop();
    preparing.resolve(prepared);
    await run;
    expect(session.losesWork).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test('while another tab trains nothing is begun here, and its rows can’t be deleted', async () => {
  const { alert } = await import('../../../src/state/alert.svelte');
  const { library } = await import('../../../src/state/library.svelte');
  const { runs } = await import('../../../src/state/runs.svelte');
  const { training } = await import('../../../src/state/training.svelte');
  await dataSet.open('rows');
  const over = Promise.withResolvers<void>();
  const elsewhere = withLock(trainingLock, () => withLock(dataSetLock('rows'), () => over.promise, 'shared'));
  await eventually(async () => expect(await heldLocks()).toContain(dataSetLock('rows')));
  await runs.refresh();
  expect(session.obstacle).toEqual({ kind: 'trainingElsewhere' });
  await training.start();
  expect(alert.message).toContain('training in another tab');
  await library.deleteDataSet(opened.dataSet);
  expect(alert.message).toContain('“rows.csv” is being trained on');
  // A tab that ends says nothing: its lock is free.
  over.resolve();
  await elsewhere;
  await eventually(() => expect(session.obstacle).toBeNull());
});

test('labels of another column: names and corrections are set aside, and come back by Undo with what came since', async () => {
  const { health } = await import('../../../src/state/health.svelte');
  await dataSet.open('rows');
  await dataSet.change({ corrections: [{ row: 3, label: 'b' }] });
  await health.chooseColumns({ text: 1, label: 0 });
  expect(dataSet.preparation).toMatchObject({ columns: { text: 1, label: 0 } });
  expect(dataSet.preparation?.corrections).toBeUndefined();
  expect(health.lastChange?.words).toContain('set aside');
  await dataSet.change({ cleaning: { steps: ['urls'], removeWords: [], removePassages: [] } });
  await health.undo();
  expect(dataSet.preparation).toMatchObject({
    columns: { text: 0, label: 1 },
    corrections: [{ row: 3, label: 'b' }],
    cleaning: { steps: ['urls'] },
  });
});

test('several text columns are one decision, listed with the others and taken back by Undo', async () => {
  const { health } = await import('../../../src/state/health.svelte');
  const { decisionsOf } = await import('../../../src/words/decisions');
  await dataSet.open('rows');
  await dataSet.change({ corrections: [{ row: 3, label: 'b' }] });
  const before = dataSet.preparation;
  const columns = columnChoice([0, 2], 1);
  await health.chooseColumns(columns);
  expect(dataSet.preparation).toMatchObject({ columns, corrections: [{ row: 3, label: 'b' }] });
  expect(health.lastChange?.words).toMatch(/^Each text is .* joined with a new line\.$/);
  await health.undo();
  expect(dataSet.preparation).toEqual(before);
  await health.chooseColumns(columns);
  const [decision] = dataSet.preparation ? decisionsOf(dataSet.preparation) : [];
  expect(decision?.words).toBe('Each text is 2 columns, joined with a new line');
  if (decision) await health.change('', decision.without);
  expect(dataSet.preparation).toEqual(before);
});

test('what is deleted can be taken back, but where room is short it makes room at once', async () => {
  const { alert } = await import('../../../src/state/alert.svelte');
  const { library } = await import('../../../src/state/library.svelte');
  const { undo } = await import('../../../src/state/undo.svelte');
  await library.deleteModel({ id: 'model', name: 'polite' });
  expect(undo.deleted?.words).toBe('“polite” is deleted.');
  expect(await isInTrash('models', 'model')).toBe(true);
  await undo.undo();
  expect(await isInTrash('models', 'model')).toBe(false);
  alert.show(new Failure('StorageFull', 'No room.'));
  await library.deleteModel({ id: 'model', name: 'polite' });
  expect(undo.deleted).toBeNull();
  expect(await isInTrash('models', 'model')).toBe(false);
  alert.dismiss();
});

test('the way back is offered before what was deleted earlier is gone for good', async () => {
  const { library } = await import('../../../src/state/library.svelte');
  const { undo } = await import('../../../src/state/undo.svelte');
  await library.deleteModel({ id: 'earlier', name: 'earlier' });
  const second = library.deleteModel({ id: 'model', name: 'polite' });
  const offered: (string | undefined)[] = [];
  const look = () => {
    offered.push(undo.deleted?.words);
    expect(undo.deleted?.words).toBe('“polite” is deleted.');
  };
  await eventually(look, 0);
  expect(new Set(offered)).toEqual(new Set(['“earlier” is deleted.', '“polite” is deleted.']));
  await second;
  expect(await isInTrash('models', 'earlier')).toBe(false);
  await undo.undo();
  expect(await isInTrash('models', 'model')).toBe(false);
});

test('a reading that is refused leaves the rows, how they were read, and the training as they were, and says so', async () => {
  const { alert } = await import('../../../src/state/alert.svelte');
  const { reading } = await import('../../../src/state/reading.svelte');
  const previewOf = (delimiter: string): SourcePreview => ({
    name: 'rows.csv',
    format: {
      kind: 'delimited',
      encoding: 'utf-8',
      newline: '\n',
      quote: '"',
      splitsOnce: false,
      hasHeader: true,
      delimiter,
    },
    columns: ['text', 'label'],
    rows: [],
  });
  const shows = (delimiter: string) => expect(reading.previews).toEqual([previewOf(delimiter)]);
  type ImportFiles = (
    files: File[],
    choices: unknown,
    report: unknown,
    onPreview: (own: SourcePreview[]) => void,
  ) => unknown;
  const imports = (does: (onPreview: (own: SourcePreview[]) => void) => unknown) => {
    const importFiles: ImportFiles = (_files, _choices, _report, onPreview) => does(onPreview);
    asked.importFiles.mockImplementationOnce(importFiles);
  };
  imports((onPreview) => {
    onPreview([previewOf(',')]);
    return Promise.resolve(opened);
  });
  await dataSet.importFiles([new File(['text,label'], 'rows.csv')]);
  expect(session.obstacle).toBeNull();

  imports((onPreview) => {
    onPreview([previewOf(';')]);
    return Promise.reject(new Failure('OneColumn', 'Only one column was found.'));
  });
  await dataSet.readAgain('rows.csv', { delimiter: ';' });
  expect(alert.message).toBe('Only one column was found. The rows stay as they were read before.');
  expect(reading.isRefused).toBe(true);
  shows(';');
  expect(dataSet.opened).toBe(opened);
  expect(session.obstacle).toBeNull();
  reading.giveUp();
  expect(reading.isRefused).toBe(false);
  shows(',');

  // Refused before anything could be shown, or stopped: nothing is left of the choice.
  imports(() => Promise.reject(new Failure('NotText', 'This is no text.')));
  await dataSet.readAgain('rows.csv', { encoding: 'utf-16le' });
  expect(reading.isRefused).toBe(false);
  shows(',');
  expect([...reading.choices]).toEqual([]);
  imports((onPreview) => {
    onPreview([previewOf('|')]);
    dataSet.cancelImport();
    return Promise.reject(new DOMException('Stopped.', 'AbortError'));
  });
  await dataSet.readAgain('rows.csv', { delimiter: '|' });
  shows(',');

  imports(() => Promise.reject(new Failure('NoRows', 'This file is empty.')));
  await dataSet.importFiles([new File([''], 'other.csv')]);
  expect(alert.message).toBe('This file is empty. “rows.csv” stays open.');
  alert.dismiss();
});
