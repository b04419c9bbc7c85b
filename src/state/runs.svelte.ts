// Runs that are neither finished nor discarded: which are under way, in which tab, and which can be continued.

import { keptParts, type Run } from '../domain/run';
import { heldLocks, ifLockIsFree, runLock, trainingLock, untilFree } from '../jobs/lock';
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
  /** Whether this tab trains. */
  own = $state(false);
  trainingElsewhere = $derived(!this.own && this.held.has(trainingLock));
  /** The run of another tab, once its rows are prepared. */
  elsewhere = $derived(this.own ? undefined : this.all.find(({ id }) => this.held.has(runLock(id))));
  private watching = false;

  async refresh(): Promise<void> {
    try {
      [this.all, this.held] = await Promise.all([listRuns(), heldLocks()]);
    } catch (error) {
      alert.show(error);
    }
    if (this.held.has(trainingLock)) void this.watch();
  }

  /** Looks again when nobody trains any more: a tab that dies says nothing. */
  private async watch(): Promise<void> {
    if (this.watching) return;
    this.watching = true;
    await untilFree(trainingLock);
    this.watching = false;
    await this.refresh();
  }

  /** Deletes a run that nobody is at; it can be taken back. */
  async discard({ id, dataSetName }: Run): Promise<void> {
    await ifLockIsFree(
      runLock(id),
      async () => {
        await moveToTrash('runs', id);
        await undo.offer('runs', id, `The run on ${dataSetName} is deleted.`);
      },
      () => {},
    );
  }

  /** How much of a run is kept, in epochs and folds. */
  keptParts(id: string | undefined): number {
    const run = this.all.find((own) => own.id === id);
    return run ? keptParts(run) : 0;
  }

  /** Whether some of a run's training is kept. */
  async isKept(id: string): Promise<boolean> {
    const run = await getRun(id);
    return run !== undefined && keptParts(run) > 0;
  }

  /** Ends a run that nobody would continue. */
  async end(id: string): Promise<void> {
    await deleteRun(id);
  }
}

export const runs = new RunsState();
