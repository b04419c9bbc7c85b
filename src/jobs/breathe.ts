// Long jobs in a worker let messages from the page in between two pieces of work, and nowhere else: an abort, a pause, or
// another call arrives there.

/** Lets messages in. @throws the signal's reason, an AbortError, when it has aborted */
export async function breathe(signal: AbortSignal): Promise<void> {
  await nextTask();
  signal.throwIfAborted();
}

/** Says yes at first, and then twenty times a second at most: often enough to answer at once, seldom enough to cost nothing. */
export function everySoOften(): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < 50) return false;
    last = now;
    return true;
  };
}

/** A `breathe` to call between small pieces: it only does so every so often. */
export function breatheWhenDue(ownBreathe: () => Promise<void>): () => Promise<void> {
  const due = everySoOften();
  return async () => {
    if (due()) await ownBreathe();
  };
}

/** Resolves in a later task. Timers would do too, but browsers slow them to 4 ms and more. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
