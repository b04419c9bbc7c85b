// What was deleted last, and the way back.

import { ifLockIsFree, openLock, withLock } from '../jobs/lock';
import { deleteForGood, emptyTrash } from '../storage/emptyTrash';
import type { TrashKind } from '../storage/schema';
import { takeFromTrash } from '../storage/trash';
import { alert } from './alert.svelte';

interface Deleted {
  kind: TrashKind;
  id: string;
  /** What was done, in a sentence. */
  words: string;
  /** What else comes back with it. */
  onBack?: () => Promise<void>;
}

class Undo {
  deleted = $state.raw<Deleted | null>(null);

  /**
   * Offers the way back, at once; what was deleted before is then deleted for good. Where room is short, so is this.
   */
  async offer(kind: TrashKind, id: string, words: string, onBack?: () => Promise<void>): Promise<void> {
    const before = this.deleted;
    this.deleted = { kind, id, words, ...(onBack && { onBack }) };
    if (before) await forGood(before);
    if (alert.saysStorageFull) await this.forget();
  }

  /** Deletes for good what an earlier visit left, where no other tab may still take it back. */
  async clearOld(): Promise<void> {
    try {
      await ifLockIsFree(openLock, emptyTrash, () => {});
    } catch (error) {
      alert.show(error);
    }
    // As long as this tab is open.
    void withLock(openLock, () => new Promise<never>(() => {}), 'shared');
  }

  async undo(): Promise<void> {
    const { deleted } = this;
    this.deleted = null;
    if (!deleted) return;
    try {
      await takeFromTrash(deleted.kind, deleted.id);
      await deleted.onBack?.();
    } catch (error) {
      alert.show(error);
    }
  }

  /** No way back any more. */
  async forget(): Promise<void> {
    const { deleted } = this;
    this.deleted = null;
    if (deleted) await forGood(deleted);
  }
}

async function forGood({ kind, id }: Deleted): Promise<void> {
  try {
    await deleteForGood(kind, id);
  } catch (error) {
    alert.show(error);
  }
}

export const undo = new Undo();
