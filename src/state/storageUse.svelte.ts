// How much of this computer Hone takes, and whether the browser promised to leave it there.

import { askToPersist, roomOfBrowser } from '../bridge/room';
import { dataWorker } from '../bridge/workers';
import { heldLocks, trainingLock } from '../jobs/lock';
import { releaseRoom } from '../storage/reservedRoom';
import { storedBytes, type StoredBytes } from '../storage/storageUse';
import type { BrowserRoom } from '../domain/browserRoom';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { undo } from './undo.svelte';

class StorageUse {
  room = $state.raw<BrowserRoom>({ used: null, free: null, persisted: null });
  stored = $state.raw<StoredBytes>({ recomputable: 0, models: 0 });
  readonly clearing = new Job();

  /** Gives back what a tab that died had reserved, and looks how much is taken. */
  async begin(): Promise<void> {
    try {
      if (!(await heldLocks()).has(trainingLock)) await releaseRoom();
    } catch (error) {
      alert.show(error);
    }
    await this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      [this.room, this.stored] = await Promise.all([roomOfBrowser(), storedBytes()]);
    } catch (error) {
      alert.show(error);
    }
  }

  /** Asks the browser not to clear what is kept, and notes what it says. */
  async askToPersist(): Promise<void> {
    await askToPersist();
    await this.refresh();
  }

  /** Clears what can be computed again. */
  async clear(): Promise<void> {
    try {
      await undo.forget();
      await this.clearing.run(() => dataWorker.clearRecomputable());
    } catch (error) {
      alert.show(error);
    }
    await this.refresh();
  }
}

export const storageUse = new StorageUse();
