// A graphics card that goes away under a run costs the run what came after its last checkpoint, and nothing else.

import type { ComputeChoice } from '../../domain/compute';
import { Failure } from '../../domain/failures';
import type { Pause } from '../../jobs/pause';
import type { Engine } from './engine';

/** One try at the work. */
export interface Attempt {
  compute: ComputeChoice;
  /** It breaks off when the device of this attempt is lost. */
  pause: Pause;
  /** What became of the attempts before, in sentences. */
  notes: string[];
  /** The same listener, deaf to what is left of this attempt when it is over. */
  whileItLasts: <Args extends unknown[]>(listener: (...args: Args) => void) => (...args: Args) => void;
}

const again = 'The graphics card stopped responding, and the run went on with a new connection to it.';
const byProcessor = 'The graphics card stopped responding twice, so the processor went on with the run.';

/**
 * Does work that can be begun again from what it stored: once more on the card after it was lost, and on the processor after
 * that. Browsers hand a card out again only a few times.
 *
 * @param onAgain hears before each further attempt what happened, in a sentence
 * @throws what the last attempt throws
 */
export async function surviveDeviceLoss<T>(
  engine: Engine,
  compute: ComputeChoice,
  pause: Pause,
  work: (attempt: Attempt) => Promise<T>,
  onAgain: (why: string) => void,
): Promise<T> {
  const notes: string[] = [];
  for (const choice of [compute, compute, 'wasm'] as const) {
    const over = new AbortController();
    const { signal } = over;
    const attempt: Attempt = {
      compute: choice,
      pause: pause.until(signal),
      notes: [...notes],
      whileItLasts:
        (listener) =>
        (...args) => {
          if (!signal.aborted) listener(...args);
        },
    };
    try {
      return await engine.guard(work(attempt));
    } catch (error) {
      if (!isLoss(error, notes.length > 0)) throw error;
      const why = notes.length === 0 ? again : byProcessor;
      notes.push(why);
      onAgain(why);
    } finally {
      // What is left of a lost attempt must neither report nor store anything any more.
      over.abort();
    }
  }
  throw new Failure('DeviceLost', 'Neither the graphics card nor the processor could finish this run.');
}

/** After a loss, a card that does not start again is a loss too. */
function isLoss(error: unknown, again: boolean): boolean {
  if (!(error instanceof Failure)) return false;
  return error.code === 'DeviceLost' || (again && error.code === 'NoComputeBackend');
}
