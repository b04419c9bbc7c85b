// Of simulated models whose true scores are known: how often the 95 % intervals of their macro scores hold them.

import { elementAt } from '../../src/domain/element';
import { seededRandom } from '../../src/domain/random';
import { bootstrap, outcomesOf } from '../../src/evaluation/bootstrap';

export const macroScores = ['macroPrecision', 'macroRecall', 'macroF1'] as const;
type MacroScore = (typeof macroScores)[number];

/** A model by what it says of each label's rows: `recalls[id]` of them rightly, the rest as the label's neighbour. */
function simulated(recalls: number[], truth: number[], random: () => number): number[] {
  return truth.map((id) => (random() < elementAt(recalls, id) ? id : (id + 1) % recalls.length));
}

/** What endless rows would give. @param shares of the rows that each label has */
function trueScores(recalls: number[], shares: number[]): Record<MacroScore, number> {
  const labels = recalls.length;
  const wronglyGiven = recalls.map((_, id) => {
    const before = (id + labels - 1) % labels;
    return elementAt(shares, before) * (1 - elementAt(recalls, before));
  });
  const mean = (of: (hits: number, said: number, share: number) => number) =>
    recalls.reduce((sum, recall, id) => {
      const share = elementAt(shares, id);
      const hits = share * recall;
      return sum + of(hits, hits + elementAt(wronglyGiven, id), share);
    }, 0) / labels;
  return {
    macroPrecision: mean((hits, said) => hits / said),
    macroRecall: mean((hits, _, share) => hits / share),
    macroF1: mean((hits, said, share) => (2 * hits) / (said + share)),
  };
}

/**
 * The share of `sets` test sets whose 95 % interval holds the true score, for each macro score.
 *
 * @param rowsOfLabel how many test rows a label has, the same in every set, as a stratified split gives them
 */
export function intervalCoverage(
  labels: number,
  rowsOfLabel: (id: number) => number,
  sets: number,
): Record<MacroScore, number> {
  const random = seededRandom(5);
  const recalls = Array.from({ length: labels }, () => 0.6 + 0.38 * random());
  const truth = recalls.flatMap((_, id) => new Array<number>(rowsOfLabel(id)).fill(id));
  const wanted = trueScores(
    recalls,
    recalls.map((_, id) => rowsOfLabel(id) / truth.length),
  );
  const held = { macroPrecision: 0, macroRecall: 0, macroF1: 0 };
  for (let set = 0; set < sets; set++) {
    const [found] = bootstrap(
      [
        outcomesOf(
          { task: 'singleLabel', targets: Uint16Array.from(truth) },
          Uint16Array.from(simulated(recalls, truth, random)),
          labels,
        ),
      ],
      set,
    );
    for (const name of macroScores) {
      const { low = NaN, high = NaN } = found?.estimates[name].interval ?? {};
      if (low <= wanted[name] && wanted[name] <= high) held[name]++;
    }
  }
  return {
    macroPrecision: held.macroPrecision / sets,
    macroRecall: held.macroRecall / sets,
    macroF1: held.macroF1 / sets,
  };
}
