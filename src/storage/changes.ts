// Says in every tab what changed in the store, whichever thread wrote it.

/** What is listed or decided otherwise than before. */
export type Change =
  | { of: 'dataSets' | 'models' | 'baseModels' | 'runs' }
  /** What the user decided about the rows of a data set. */
  | { of: 'preparations'; dataSetId: string };

const name = 'hone-changes';

let channel: BroadcastChannel | undefined;

/** Tells all tabs, this one too. Called when the change is stored. */
export function announce(change: Change): void {
  channel ??= new BroadcastChannel(name);
  channel.postMessage(change);
}

/** Hears of all changes from now on. */
export function onChange(listener: (change: Change) => void): void {
  // A channel does not hear itself: another than the one that announces.
  new BroadcastChannel(name).addEventListener('message', ({ data }: MessageEvent<Change>) => listener(data));
}
