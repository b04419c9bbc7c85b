import { expect, test, vi } from 'vitest';
import type { OfflineListener } from '../../../src/bridge/offline';
import { offline } from '../../../src/state/offline.svelte';

let listener: OfflineListener | undefined;
vi.mock('../../../src/bridge/offline', () => ({
  keepForOffline(own: OfflineListener) {
    listener = own;
    return Promise.resolve();
  },
}));

test('what is kept only grows: a report that comes after the end changes nothing', () => {
  offline.keep();
  listener?.onProgress(0.5);
  expect(offline.words).toBe('Saving for offline use: 50 %');
  listener?.onProgress(1);
  listener?.onProgress(0.8);
  expect(offline.words).toBe('Works offline');
});
