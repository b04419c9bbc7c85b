// Every way of keeping files, each with the better ones taken away. In workers, as the app writes them.

import { afterEach, describe, expect, test } from 'vitest';
import { remote } from '../../../src/bridge/remote';
import type { filesApi, Removable } from '../../support/filesWorker';

const start = () =>
  remote<typeof filesApi>(
    () => new Worker(new URL('../../support/filesWorker.ts', import.meta.url), { type: 'module' }),
  );
let started: ReturnType<typeof start>[] = [];
afterEach(() => {
  started.forEach((worker) => worker.terminate());
  started = [];
});

async function workerWithout(...names: Removable[]) {
  const worker = start();
  started.push(worker);
  await worker.takeAway(names);
  return worker;
}

const bytes = (length: number, first = 0) => Uint8Array.from({ length }, (_, at) => first + at);
const joined = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]));

const ways: [string, Removable[]][] = [
  ['streams and handles: Chromium, Firefox, Safari 26', []],
  ['handles only: Safari before 26', ['createWritable']],
  ['streams only', ['createSyncAccessHandle']],
  ['a private window, which refuses the file system', ['getDirectory']],
  ['no file system: WebKitGTK', ['storage']],
];

describe.each(ways)('%s', (way, removed) => {
  const folder = `models/${way.replaceAll(/\W/g, '')}`;

  test('what is written comes back, and a shorter file replaces it', async () => {
    const files = await workerWithout(...removed);
    const path = `${folder}/config.json`;
    expect(await files.read(path)).toBeUndefined();
    // A view into a larger buffer: only its own bytes count.
    await files.write(path, [bytes(100).subarray(10, 40), bytes(0), bytes(5)]);
    expect(await files.read(path)).toEqual(joined(bytes(30, 10), bytes(5)));
    await files.write(path, [bytes(3)]);
    expect(await files.read(path)).toEqual(bytes(3));
    await files.write(path, []);
    expect(await files.read(path)).toEqual(bytes(0));
    await files.remove(folder);
  });

  test('a file grows, also in another thread and after it was emptied', async () => {
    const path = `${folder}/model.safetensors`;
    const files = await workerWithout(...removed);
    expect(await files.append(path, [bytes(7), bytes(9)])).toEqual([0, 16]);
    const others = await workerWithout(...removed);
    // More than what is put together or flushed.
    expect(await others.append(path, [new Uint8Array(9 * 2 ** 20), bytes(4)])).toEqual([16, 20 + 9 * 2 ** 20]);
    const whole = await files.read(path);
    expect(whole?.length).toBe(20 + 9 * 2 ** 20);
    expect(whole?.slice(0, 16)).toEqual(joined(bytes(7), bytes(9)));
    expect(whole?.slice(-4)).toEqual(bytes(4));
    await files.empty(path);
    expect(await files.append(path, [bytes(2)])).toEqual([0, 2]);
    expect(await files.read(path)).toEqual(bytes(2));
    await files.remove(folder);
  });

  test('folders are listed, and removed with all that is in them and nothing else', async () => {
    const files = await workerWithout(...removed);
    for (const path of [`${folder}/a/one`, `${folder}/a/two`, `${folder}/a-b/one`, `${folder}/c`]) {
      await files.write(path, [bytes(1)]);
    }
    expect((await files.list(folder)).sort()).toEqual(['a', 'a-b', 'c']);
    await files.remove(`${folder}/a`);
    await files.remove(`${folder}/never`);
    expect((await files.list(folder)).sort()).toEqual(['a-b', 'c']);
    expect(await files.read(`${folder}/a/one`)).toBeUndefined();
    await files.remove(folder);
    expect(await files.list(folder)).toEqual([]);
  });
});

test.each([[['getDirectory', 'indexedDB']], [['createWritable', 'createSyncAccessHandle']]] satisfies [Removable[]][])(
  'without %s a sentence says that this window can’t, and where one can',
  async (removed) => {
    const files = await workerWithout(...removed);
    await expect(files.write('models/none/config.json', [bytes(1)])).rejects.toThrow(
      /files, and a base model is made of them\. Open Hone in a/,
    );
  },
);

test('a file that another tab writes is waited for, and named when it stays open', async () => {
  const path = 'models/busy/model.safetensors';
  const [one, other] = [await workerWithout(), await workerWithout('createWritable')];
  await one.hold(path);
  const waiting = other.append(path, [bytes(5)]);
  await one.letGo();
  expect(await waiting).toEqual([0, 5]);
  await one.hold(path);
  await expect(other.write(path, [bytes(5)])).rejects.toThrow('Another tab of Hone is writing this file.');
  // A worker that ends lets go of it.
  one.terminate();
  expect(await other.append(path, [bytes(2)])).toEqual([5, 7]);
  await other.remove('models/busy');
});
