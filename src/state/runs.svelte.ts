// Runs that are neither finished nor discarded: which are under way, in which tab, and which can be continued.

import type { Run } from '../domain/run';
import { heldLocks, ifLockIsFree, runLock } from '../jobs/lock';
import { getRun, deleteRun, listRuns } from '../storage/runs';
import { moveToTrash } from '../storage/trash';
import { alert } from './alert.svelte';
import { undo } from './undo.svelte';

class RunsState {
  private all = $state.raw<Run[]>([]);
  /** Names of the locks that are held. */
  private held = $state.raw<ReadonlySet<string>>(new Set());
  /** Runs that broke off, the newest first. */
  interrupted = $derived(this.all.filter(({ id }) => !this.held.has(runLock(id))));

  async refresh(): Promise<void> {
    try {
      [this.all, this.held] = await Promise.all([listRuns(), heldLocks()]);
    } catch (error) {
      alert.show(error);
    }
  }

  /** Deletes a run that nobody is at; it can be taken back. */
  async discard({ id, dataSetName }: Run): Promise<void> {
    await ifLockIsFree(
      runLock(id),
      async () => {
        await moveToTrash('runs', id, Date.now());
        await undo.offer('runs', id, `The run on ${dataSetName} is deleted.`, () => this.refresh());
      },
      () => {},
    );
    await this.refresh();
  }

  /** Ends a run of which nothing is kept. */
  async endUnlessKept(id: string): Promise<void> {
    if ((await getRun(id))?.epoch === 0) await deleteRun(id);
  }
}

export const runs = new RunsState();
