// The rows of a data set as a person looks through them.

import { dataWorker } from '../bridge/workers';
import type { RowQuery, ShownRow } from '../domain/rowQuery';
import { alert } from './alert.svelte';
import { JobProgress } from './jobProgress.svelte';

const allRows: RowQuery = { search: '', label: null, rows: null, sort: null };

/** One table of rows. `rows` limits it to some, such as those of a finding. */
export class RowsState {
  query = $state.raw<RowQuery>(allRows);
  /** How many rows are found. */
  count = $state(0);
  /** The query whose rows are counted; another one while a search runs. */
  shown = $state.raw<RowQuery>(allRows);
  readonly searching = new JobProgress();

  constructor(
    readonly dataSetId: string,
    rowCount: number,
    rows: Uint32Array | null = null,
  ) {
    this.query = this.shown = { ...allRows, rows };
    this.count = rows?.length ?? rowCount;
  }

  /** Finds the rows of a changed query; those before stay until they are found. */
  async change(changes: Partial<RowQuery>): Promise<void> {
    const query = { ...this.query, ...changes };
    this.query = query;
    this.searching.report({ job: 'Searching', done: 0, total: 1 });
    try {
      const count = await dataWorker.findRows(this.dataSetId, query, (progress) => {
        if (this.query === query) this.searching.report(progress);
      });
      if (this.query !== query) return;
      this.shown = query;
      this.count = count;
    } catch (error) {
      alert.show(error);
    } finally {
      if (this.query === query) this.searching.clear();
    }
  }

  /** Gives up a search. */
  async cancel(): Promise<void> {
    this.query = this.shown;
    this.searching.clear();
    await dataWorker.stopFinding();
  }

  /** Gives some of the rows that are shown; another function when these are others. */
  readonly read = $derived.by(() => {
    const query = this.shown;
    return (from: number, count: number): Promise<ShownRow[]> =>
      dataWorker.readRows(this.dataSetId, query, from, count);
  });
}
