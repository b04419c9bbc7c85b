import { vi } from 'vitest';

/**
 * Asks until the assertion holds; throws its last failure after 30 seconds. Vitest's own `waitFor` and `expect.poll`
 * give up after one, which a busy machine takes for a single write to the disk.
 */
export const eventually = <Value>(assertion: () => Value | Promise<Value>, interval = 50): Promise<Value> =>
  vi.waitFor(assertion, { timeout: 30_000, interval });
