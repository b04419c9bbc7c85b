// The rows of a data set as a person looks through them.

import { dataWorker } from '../bridge/workers';
import type { RowQuery, ShownRow } from '../domain/rowQuery';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';

const allRows: RowQuery = { search: '', label: null, rows: null, sort: null };

/** One table of rows. `rows` limits it to some, such as those of a finding. */
export class RowsState {
  query = $state.raw<RowQuery>(allRows);
  /** How many rows are found. */
  count = $state(0);
  /** The query whose rows are counted; another one while a search runs. */
  shown = $state.raw<RowQuery>(allRows);
  readonly searching = new Job<number>();

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
    try {
      this.count = await this.searching.run((signal, report) => {
        report({ job: 'Searching', done: 0, total: 1 });
        return dataWorker.findRows(this.dataSetId, query, report, signal);
      });
      this.shown = query;
    } catch (error) {
      alert.show(error);
    }
  }

  /** Gives up a search. */
  cancel(): void {
    this.query = this.shown;
    this.searching.stop();
  }

  /** Gives some of the rows that are shown; another function when these are others. */
  readonly read = $derived.by(() => {
    const query = this.shown;
    return (from: number, count: number): Promise<ShownRow[]> =>
      dataWorker.readRows(this.dataSetId, query, from, count);
  });
}
