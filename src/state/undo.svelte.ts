// What was deleted last, and the way back.

import { deleteForGood } from '../storage/emptyTrash';
import { takeFromTrash } from '../storage/trash';
import type { TrashKind } from '../storage/schema';
import { alert } from './alert.svelte';

interface Deleted {
  kind: TrashKind;
  id: string;
  /** What was done, in a sentence. */
  words: string;
  /** Called when it is there again. */
  onBack: () => Promise<void>;
}

class Undo {
  deleted = $state.raw<Deleted | null>(null);

  /** Offers the way back; what was deleted before is now deleted for good. */
  async offer(kind: TrashKind, id: string, words: string, onBack: () => Promise<void>): Promise<void> {
    await this.forget();
    this.deleted = { kind, id, words, onBack };
  }

  async undo(): Promise<void> {
    const { deleted } = this;
    this.deleted = null;
    if (!deleted) return;
    try {
      await takeFromTrash(deleted.kind, deleted.id);
      await deleted.onBack();
    } catch (error) {
      alert.show(error);
    }
  }

  /** No way back any more. */
  async forget(): Promise<void> {
    const { deleted } = this;
    this.deleted = null;
    if (!deleted) return;
    try {
      await deleteForGood(deleted.kind, deleted.id);
    } catch (error) {
      alert.show(error);
    }
  }
}

export const undo = new Undo();
