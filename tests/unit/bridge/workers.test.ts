// Long work that is cancelled ends its own worker, and no other's work.

import { expect, test, vi } from 'vitest';

class FakeWorker extends EventTarget {
  static readonly started: FakeWorker[] = [];
  terminated = false;

  constructor() {
    super();
    FakeWorker.started.push(this);
  }

  postMessage(): void {}

  terminate(): void {
    this.terminated = true;
  }
}

vi.stubGlobal('Worker', FakeWorker);
const { addingWorker, dataWorker, importWorker, tokenizingWorker } = await import('../../../src/bridge/workers');
const silent = () => {};

test('cancelling an import leaves a model that is added, a training’s tokens and the rows on screen alone', async () => {
  const cancel = new AbortController();
  let settled = 0;
  const settle = () => void settled++;
  const importing = importWorker.endedBy(cancel.signal).importFiles([], new Map(), silent, silent);
  addingWorker.addModel([], silent).then(settle, settle);
  dataWorker.openDataSet('rows').then(settle, settle);
  tokenizingWorker.deleteModel('any').then(settle, settle);
  cancel.abort();
  await expect(importing).rejects.toMatchObject({ name: 'AbortError' });
  expect(FakeWorker.started.map(({ terminated }) => terminated)).toEqual([true, false, false, false]);
  expect(settled).toBe(0);
});
