// After a reload the page grows until it is what it was before.

import type { Stage } from '../domain/stage';

/** Milliseconds after which it is as long as it will be, and how long it is quiet then. */
const [longest, quiet] = [10_000, 700];

/** Pixels that a stage's part, or the page where there is none, is scrolled beyond its top. */
export function scrolledIn(stage: Stage): number {
  return scrollY - topOf(stage);
}

const partOf = (stage: Stage) => document.getElementById(`stage-${stage}`);

function topOf(stage: Stage): number {
  const part = partOf(stage);
  return part ? part.getBoundingClientRect().top + scrollY : 0;
}

/**
 * Keeps the page where it was in a stage's part while it grows. Gives way to whoever goes elsewhere meanwhile.
 *
 * @param scrolled what `scrolledIn` gave; `null`: the stage begins at the top, the first one with the page
 */
export async function scrollAgain(stage: Stage, scrolled: number | null): Promise<void> {
  if (scrolled === null && stage === 'data') return scrollTo({ top: 0, behavior: 'instant' });
  const end = new AbortController();
  const { signal } = end;
  const stop = () => end.abort();
  for (const type of ['wheel', 'keydown', 'pointerdown']) addEventListener(type, stop, { signal });
  let timer = setTimeout(stop, longest);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
    const watch = new ResizeObserver(() => {
      const top = topOf(stage) + (scrolled ?? 0);
      scrollTo({ top, behavior: 'instant' });
      if (!partOf(stage) || Math.abs(scrollY - top) > 1) return;
      clearTimeout(timer);
      timer = setTimeout(stop, quiet);
    });
    watch.observe(document.body);
    signal.addEventListener('abort', () => watch.disconnect());
  });
  clearTimeout(timer);
}
