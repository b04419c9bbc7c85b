// A graphics card that goes away or fails under a run costs the run what came after its last checkpoint, and nothing else.

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
const cardFailed = 'The graphics card ran out of memory or failed at a step, so the processor went on with the run.';

/**
 * Does work that can be begun again from what it stored: once more on the card after it was lost, and on the processor after
 * that, or at once when the card has no room or carries a step out wrongly. Browsers hand a card out again only a few times.
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
  const choices: ComputeChoice[] = [compute, compute, 'wasm'];
  for (let choice = choices.shift(); choice; choice = choices.shift()) {
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
      const why = whatHappened(error, notes.length > 0);
      if (why === null) throw error;
      if (why !== again) choices.splice(0, choices.length - 1);
      notes.push(why);
      onAgain(why);
    } finally {
      // What is left of a lost attempt must neither report nor store anything any more.
      over.abort();
    }
  }
  throw new Failure('DeviceLost', 'Neither the graphics card nor the processor could finish this run.');
}

/** In a sentence; `null` when the device is not what failed. After a loss, a card that does not start again is lost too. */
function whatHappened(error: unknown, isSecond: boolean): string | null {
  if (!(error instanceof Failure)) return null;
  if (error.code === 'CardFailed') return cardFailed;
  const isLost = error.code === 'DeviceLost' || (isSecond && error.code === 'NoComputeBackend');
  if (!isLost) return null;
  return isSecond ? byProcessor : again;
}
