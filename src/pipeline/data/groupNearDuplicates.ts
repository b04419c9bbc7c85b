// dataset → groups of rows whose texts are nearly the same. Kept in memory for the set of texts asked for last, so that a
// change of the split does not look for them again.

import { NearDuplicates } from '../../data/examine/nearDuplicates';
import { singleRows } from '../../data/split/rowGroups';
import type { PreparedSet } from '../../domain/dataset';
import type { ReportProgress } from '../../domain/progress';
import { mostRowsCompared } from '../../domain/splitChoice';
import { breathe, everySoOften } from '../../jobs/breathe';
import { readTexts } from './preparedTexts';

export type TextsOfSet = Pick<PreparedSet, 'textsId' | 'dataSetId' | 'preparation' | 'rows'>;

export class NearDuplicateGroups {
  private last: Search | null = null;

  /**
   * The lowest index of each kept row's group; every row by itself where they are too many to compare. Stopped, the next
   * call for the same texts goes on from there.
   *
   * @throws AbortError when stopped
   */
  of(set: TextsOfSet, onProgress: ReportProgress, signal: AbortSignal): Promise<Uint32Array> {
    // Equal texts of another data set would be read from there, which may be deleted meanwhile.
    const { textsId, dataSetId } = this.last?.set ?? {};
    if (!this.last || textsId !== set.textsId || dataSetId !== set.dataSetId) this.last = new Search(set);
    return this.last.groups(onProgress, signal);
  }
}

/** Milliseconds. A shorter job would only flicker. */
export const worthShowing = 400;

/** A search through the texts of a set, as far as it got. */
class Search {
  private found: Uint32Array | null = null;
  private duplicates: NearDuplicates | null = new NearDuplicates();
  private done = 0;
  /** Settles when nobody searches: two at once would add the same texts. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly set: TextsOfSet) {}

  groups(onProgress: ReportProgress, signal: AbortSignal): Promise<Uint32Array> {
    const own = this.turn.then(async () => (this.found ??= await this.goOn(onProgress, signal)));
    this.turn = own.catch(() => {});
    return own;
  }

  private async goOn(onProgress: ReportProgress, signal: AbortSignal): Promise<Uint32Array> {
    const { set, duplicates } = this;
    const total = set.rows.length;
    if (!duplicates || total > mostRowsCompared) return singleRows(total);
    const started = performance.now();
    const due = everySoOften();
    for await (const texts of readTexts(set, set.rows.subarray(this.done))) {
      for (const text of texts) {
        duplicates.add(text);
        this.done++;
        if (!due()) continue;
        if (performance.now() - started > worthShowing) {
          const detail = 'Looking for near duplicates';
          onProgress({ job: 'Splitting', done: this.done, total, detail });
        }
        await breathe(signal);
      }
    }
    this.duplicates = null;
    return duplicates.groups();
  }
}
