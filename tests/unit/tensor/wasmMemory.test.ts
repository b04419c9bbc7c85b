import { beforeEach, expect, test } from 'vitest';
import { WasmMemory } from '../../../src/tensor/wasm/wasmMemory';

/** Elements in a page of 64 KiB. */
const page = 16384;
let memory: WasmMemory;
beforeEach(() => {
  memory = new WasmMemory([5]);
});

test('allocations do not overlap, start at multiples of 256 bytes and are zero', () => {
  const views = [1, 64, 65, 1000].map((elements) => memory.allocate(elements));
  views.forEach((view, index) => memory.floats(view).fill(index + 1));
  views.forEach((view, index) => {
    expect(memory.address(view) % 256).toBe(0);
    expect(memory.floats(view).every((value) => value === index + 1)).toBe(true);
  });
});

test('freed memory is used again, and zeroed', () => {
  const first = memory.allocate(100);
  memory.allocate(100);
  memory.floats(first).fill(7);
  const address = memory.address(first);
  memory.release(first);
  const again = memory.allocate(90);
  expect(memory.address(again)).toBe(address);
  expect(memory.floats(again).every((value) => value === 0)).toBe(true);
});

test('neighbours that are free join, whatever the order', () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [0, 2, 1],
    [1, 0, 2],
  ]) {
    const views = [page, page, page].map((elements) => memory.allocate(elements));
    const kept = memory.allocate(64);
    for (const index of order) {
      const view = views[index];
      if (view) memory.release(view);
    }
    const whole = memory.allocate(3 * page);
    expect(whole.length).toBe(3 * page);
    memory.release(whole);
    memory.release(kept);
  }
});

test('the memory grows only by what is missing at its end, and says what is left', () => {
  expect(memory.freeElements).toBe(4 * page);
  const view = memory.allocate(page + 64);
  expect(memory.memory.buffer.byteLength).toBe(3 * 65536);
  expect(memory.freeElements).toBe(3 * page - 64);
  memory.release(view);
  memory.allocate(4 * page);
  expect(memory.memory.buffer.byteLength).toBe(5 * 65536);
  expect(memory.freeElements).toBe(0);
});

test('an allocation that does not fit is a failure that the user understands', () => {
  expect(() => memory.allocate(4 * page + 1)).toThrow(
    expect.objectContaining({ code: 'OutOfMemory', message: expect.stringContaining('1 MB more') }),
  );
  expect(memory.allocate(4 * page).length).toBe(4 * page);
});

test('a view of freed memory is refused', () => {
  const view = memory.allocate(64);
  memory.release(view);
  expect(() => memory.release(view)).toThrow(TypeError);
  expect(() => memory.address(view)).toThrow(TypeError);
});
