// How far a whole run is, over all its phases: one bar that never goes back.

import type { Progress } from '../domain/progress';
import type { Depth } from '../domain/recipe';
import type { StageSeconds } from '../domain/run';

const phases = ['Tokenizing', 'Loading model', 'Encoding', 'Training', 'Evaluating'] as const;
type Phase = (typeof phases)[number];

/** How much of a run each phase takes, in any unit. */
export type PhaseWeights = Readonly<Record<Phase, number>>;

/** Of the runs of docs/performance.md, rounded; for a first run, of which nothing is measured. */
const usualWeights: Readonly<Record<Depth, PhaseWeights>> = {
  head: { Tokenizing: 2, 'Loading model': 3, Encoding: 80, Training: 10, Evaluating: 5 },
  topLayers: { Tokenizing: 1, 'Loading model': 1, Encoding: 33, Training: 60, Evaluating: 5 },
  whole: { Tokenizing: 1, 'Loading model': 1, Encoding: 0, Training: 90, Evaluating: 8 },
};

/** @param measured the stages of a run of the same base model and depth */
export function phaseWeights(depth: Depth, measured?: StageSeconds): PhaseWeights {
  if (!measured) return usualWeights[depth];
  const { tokenizing, loadingModel, encoding, training, evaluating } = measured;
  return {
    Tokenizing: tokenizing,
    'Loading model': loadingModel,
    Encoding: encoding,
    Training: training,
    Evaluating: evaluating,
  };
}

/** Seconds and share from which on the pace so far says more than the estimate. */
const settled = { seconds: 3, share: 0.05 };

export class RunProgress {
  /** 0 to 1. */
  share = $state(0);
  /** Pauses not counted; `null` while nothing can be said of the end. */
  secondsLeft = $state<number | null>(null);
  private weights: PhaseWeights = usualWeights.head;
  private expected: number | null = null;
  private worked = 0;
  private since = 0;
  /** What a run that is continued has behind it is no pace of this one. */
  private shareAtFirst: number | null = null;

  /**
   * @param expected seconds of the whole run, where they are measured
   * @param now milliseconds, as in the other calls
   */
  begin(weights: PhaseWeights, expected: number | null, now: number): void {
    [this.weights, this.expected] = [weights, expected];
    [this.share, this.worked, this.since, this.shareAtFirst] = [0, 0, now, null];
    this.secondsLeft = expected;
  }

  pause(now: number): void {
    this.worked += (now - this.since) / 1000;
  }

  resume(now: number): void {
    this.since = now;
  }

  report({ job, done, total }: Progress, now: number): void {
    const at = phases.findIndex((phase) => phase === job);
    if (at < 0) return;
    const weightOf = (until: number) => phases.slice(0, until).reduce((sum, phase) => sum + this.weights[phase], 0);
    const [before, after, whole] = [weightOf(at), weightOf(at + 1), weightOf(phases.length)];
    const reached = before + (after - before) * (total > 0 ? Math.min(done / total, 1) : 0);
    if (whole > 0) this.share = Math.max(this.share, reached / whole);
    this.shareAtFirst ??= this.share;
    this.secondsLeft = this.guess(this.worked + (now - this.since) / 1000);
  }

  private guess(seconds: number): number | null {
    const own = this.share - (this.shareAtFirst ?? 0);
    const isSettled = seconds >= settled.seconds && own >= settled.share;
    if (isSettled) return (seconds / own) * (1 - this.share);
    return this.expected === null ? null : this.expected * (1 - this.share);
  }
}
