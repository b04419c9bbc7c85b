// The screen stays on while work goes on and the page is seen.

import { afterEach, expect, test, vi } from 'vitest';
import { eventually } from '../../support/eventually';
import { keepAwake } from '../../../src/bridge/wakeLock';

afterEach(() => void vi.restoreAllMocks());

function fakeLocks() {
  const taken: { released: boolean; release: () => Promise<void> }[] = [];
  vi.spyOn(navigator.wakeLock, 'request').mockImplementation(() => {
    const lock = {
      released: false,
      release: () => Promise.resolve(void (lock.released = true)),
    };
    taken.push(lock);
    return Promise.resolve(lock as unknown as WakeLockSentinel);
  });
  return taken;
}

const seen = (state: DocumentVisibilityState) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
};

test('it is taken while the page is seen, again after the page was hidden, and given back at the end', async () => {
  const taken = fakeLocks();
  seen('visible');
  const end = keepAwake();
  await eventually(() => expect(taken).toHaveLength(1));
  seen('hidden');
  if (taken[0]) taken[0].released = true;
  seen('visible');
  await eventually(() => expect(taken).toHaveLength(2));
  end();
  await eventually(() => expect(taken.every(({ released }) => released)).toBe(true));
  seen('visible');
  await Promise.resolve();
  expect(taken).toHaveLength(2);
});

test('refused, it changes nothing', async () => {
  const request = vi.spyOn(navigator.wakeLock, 'request').mockRejectedValue(new DOMException('', 'NotAllowedError'));
  seen('visible');
  const end = keepAwake();
  await eventually(() => expect(request).toHaveBeenCalledOnce());
  end();
});
