// After a reload the page grows until it is what it was before.

/** Milliseconds after which it is as long as it will be. */
const longest = 10_000;

/** Goes to where the page was, once it is long enough. Gives way to whoever goes elsewhere meanwhile. */
export async function scrollAgain(top: number): Promise<void> {
  const end = new AbortController();
  const { signal } = end;
  const stop = () => end.abort();
  for (const type of ['wheel', 'keydown', 'pointerdown']) addEventListener(type, stop, { signal });
  const timer = setTimeout(stop, longest);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
    const watch = new ResizeObserver(() => {
      const { scrollHeight, clientHeight } = document.documentElement;
      if (scrollHeight - clientHeight < top) return;
      scrollTo({ top, behavior: 'instant' });
      stop();
    });
    watch.observe(document.body);
    signal.addEventListener('abort', () => watch.disconnect());
  });
  clearTimeout(timer);
}
