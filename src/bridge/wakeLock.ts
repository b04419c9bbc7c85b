import { has } from '../domain/capabilities';

/**
 * Keeps the screen, and so the computer, awake while work goes on and the page is seen. A browser takes the lock away when
 * the page is hidden; it is taken again when the page is back.
 *
 * @returns ends it
 */
export function keepAwake(): () => void {
  // Absent in older browsers, and refused when the battery is low: the work goes on all the same.
  if (!has('wakeLock')) return () => {};
  const over = new AbortController();
  const isOver = () => over.signal.aborted;
  let lock: WakeLockSentinel | null = null;
  const take = async () => {
    if (isOver() || document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    const taken = await navigator.wakeLock.request('screen').catch(() => null);
    if (isOver()) await taken?.release();
    else lock = taken;
  };
  const onVisible = () => void take();
  document.addEventListener('visibilitychange', onVisible, { signal: over.signal });
  void take();
  return () => {
    over.abort();
    void lock?.release();
  };
}
