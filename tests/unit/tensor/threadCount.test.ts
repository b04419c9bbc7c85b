import { expect, test } from 'vitest';
import { startFastest } from '../../../src/tensor/wasm/threadCount';

/** Takes threads on a machine; gives how many were taken, and which numbers were measured. */
async function taken(most: number, time: (count: number) => number): Promise<{ count: number; measured: number[] }> {
  const measured: number[] = [];
  const threads = { count: 1, resize: async (count: number) => void (threads.count = count) };
  await startFastest(threads, most, async () => {
    measured.push(threads.count);
    return time(threads.count);
  });
  return { count: threads.count, measured };
}

/** Perfect up to the processors that there are; beyond, threads wait for each other. */
const machine = (processors: number) => (count: number) =>
  count <= processors ? 100 / count : (100 / processors) * 1.4;

test.each([
  ['one where no memory is shared', 1, 2, 1, []],
  ['two, unmeasured', 2, 2, 2, []],
  ['two of the four that WebKit claims on two', 4, 2, 2, [2, 4]],
  ['four of four', 4, 4, 4, [2, 4]],
  ['all of six', 6, 12, 6, [2, 4, 6]],
  ['four of eight on four', 8, 4, 4, [2, 4, 8]],
])('%s', async (_, most, processors, count, measured) => {
  expect(await taken(most, machine(processors))).toEqual({ count, measured });
});

test('more threads that are hardly faster are not worth it', async () => {
  expect((await taken(4, (count) => (count === 2 ? 50 : 42))).count).toBe(2);
});
