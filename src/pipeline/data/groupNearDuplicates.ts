// dataset → groups of rows whose texts are nearly the same. Kept in memory for the set of texts asked for last, so that a
// change of the split does not look for them again.

import { NearDuplicates } from '../../data/examine/nearDuplicates';
import { singleRows } from '../../data/split/rowGroups';
import type { PreparedSet } from '../../domain/dataset';
import type { ReportProgress } from '../../domain/progress';
import { mostRowsCompared } from '../../domain/splitChoice';
import { JobControl } from '../../jobs/jobControl';
import { readTexts } from './preparedTexts';

export type TextsOfSet = Pick<PreparedSet, 'textsId' | 'dataSetId' | 'preparation' | 'rows'>;

export class NearDuplicateGroups {
  private last: { textsId: string; groups: Promise<Uint32Array>; control: JobControl } | null =
    null;
  private report: ReportProgress = () => {};

  /**
   * The lowest index of each kept row's group; every row by itself where they are too many to compare. Asking for other texts ends the work on those before.
   *
   * @throws AbortError when others were asked for meanwhile
   */
  of(set: TextsOfSet, onProgress: ReportProgress): Promise<Uint32Array> {
    this.report = onProgress;
    if (this.last?.textsId === set.textsId) return this.last.groups;
    this.last?.control.stop();
    const control = new JobControl();
    const groups = findGroups(set, control, (progress) => this.report(progress));
    const last = { textsId: set.textsId, groups, control };
    this.last = last;
    groups.catch(() => {
      if (this.last === last) this.last = null;
    });
    return groups;
  }

  /** Ends the work that is under way. */
  stop(): void {
    this.last?.control.stop();
    this.last = null;
  }
}

/** Milliseconds. A shorter job would only flicker. */
export const worthShowing = 400;

async function findGroups(
  set: TextsOfSet,
  control: JobControl,
  onProgress: ReportProgress,
): Promise<Uint32Array> {
  const total = set.rows.length;
  if (total > mostRowsCompared) return singleRows(total);
  const duplicates = new NearDuplicates();
  const started = performance.now();
  let done = 0;
  for await (const texts of readTexts(set, set.rows)) {
    for (const text of texts) {
      duplicates.add(text);
      done++;
      if (!control.due()) continue;
      if (performance.now() - started > worthShowing) {
        onProgress({ job: 'Splitting', done, total, detail: 'Looking for near duplicates' });
      }
      await control.breatheOrStop();
    }
  }
  return duplicates.groups();
}
