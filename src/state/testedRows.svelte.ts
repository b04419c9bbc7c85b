// The tested rows of a model as a person looks through them.

import { dataWorker } from '../bridge/workers';
import type { Slice } from '../domain/slices';
import { allMistakes, type Outcome, type TestedQuery, type TestedRow } from '../domain/testedRows';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';

const pageSize = 20;

/** One table of rows: those that a query finds, a page at a time. */
export class TestedRowsState {
  query = $state.raw<TestedQuery>(allMistakes);
  /** From 0. */
  page = $state(0);
  /** What `query.indices` are, in words; empty where they are all. */
  part = $state('');
  /** How many rows are found; `null` until the first are read. */
  total = $state<number | null>(null);
  rows = $state.raw<TestedRow[]>([]);

  private readonly reading = new Job<{ total: number; rows: TestedRow[] }>();

  constructor(readonly modelId: string) {}

  readonly pages = $derived(Math.max(1, Math.ceil((this.total ?? 0) / pageSize)));
  readonly isChanged = $derived(this.query !== allMistakes);

  /** Shows the rows of a changed query; those before stay until they are found. */
  async change(changes: Partial<TestedQuery>): Promise<void> {
    this.query = { ...this.query, ...changes };
    await this.read(0);
  }

  /** Shows a cell of the confusion matrix, and nothing narrower. */
  async showCell(trueId: number, predictedId: number): Promise<void> {
    const answers = trueId === predictedId ? 'right' : 'wrong';
    await this.showOnly({ answers, trueId, predictedId });
  }

  /** Shows the rows that came out so for a label. */
  async showOutcome(id: number, is: Outcome): Promise<void> {
    const answers = is === 'missed' || is === 'wronglyGiven' ? 'wrong' : 'all';
    await this.showOnly({ answers, outcome: { id, is } });
  }

  /** Shows the mistakes in a part of the rows. */
  async showSlice({ by, value, indices }: Slice): Promise<void> {
    await this.showOnly({ indices }, `${by}: ${value}`);
  }

  /** Shows all misclassified rows again. */
  async reset(): Promise<void> {
    this.query = allMistakes;
    this.part = '';
    await this.read(0);
  }

  async goTo(page: number): Promise<void> {
    await this.read(Math.max(0, Math.min(this.pages - 1, page)));
  }

  private async showOnly(changes: Partial<TestedQuery>, part = ''): Promise<void> {
    this.query = allMistakes;
    this.part = part;
    await this.change(changes);
  }

  private async read(page: number): Promise<void> {
    try {
      const { total, rows } = await this.reading.run(() =>
        dataWorker.readTested(this.modelId, this.query, page * pageSize, pageSize),
      );
      this.total = total;
      this.rows = rows;
      this.page = page;
    } catch (error) {
      alert.show(error);
    }
  }
}
