// Whether probabilities mean what they say: of the answers said to be right with 80 %, are 80 % right? Pure.

import { elementAt } from '../domain/element';
import type { Reliability, ReliabilityBin } from '../domain/evaluation';
import { seededRandom } from '../domain/random';
import type { Truth } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

/** As in Guo et al. 2017. */
const binCount = 15;

/**
 * Answers in 15 bins of equal width by their probability. Of one label each: the probability of the answer, and whether it is
 * right. Where a text may have several: the probability of each label, and whether the text has it.
 *
 * @param probabilities `[rows * classes]`
 */
export function reliability({ task, targets }: Truth, probabilities: Float32Array, classCount: number): Reliability {
  const claims = taskOf(task).claims(probabilities, targets, classCount);
  return reliabilityOf(claims.probabilities, claims.cameTrue);
}

/** Draws of what chance alone would show: so many answers in all. */
const answersDrawn = 2e6;

/** @param cameTrue 1 for each answer that is right */
function reliabilityOf(probabilities: Float32Array, cameTrue: Uint8Array): Reliability {
  const bins = binned(probabilities, cameTrue);
  const random = seededRandom(1);
  const answers = Math.max(1, probabilities.length);
  // Few answers are never as right as they say to the point: how far off says nothing yet?
  const draws = Math.min(200, Math.max(20, Math.ceil(answersDrawn / answers)));
  const byChance = Float64Array.from({ length: draws }, () => {
    const drawn = Uint8Array.from(probabilities, (own) => (random() < own ? 1 : 0));
    return meanDistance(binned(probabilities, drawn));
  }).sort();
  const errorByChance = elementAt(byChance, Math.ceil(0.95 * draws) - 1);
  return { bins, expectedCalibrationError: meanDistance(bins), errorByChance };
}

function meanDistance(bins: ReliabilityBin[]): number {
  const answers = bins.reduce((sum, { rows }) => sum + rows, 0);
  const distance = bins.reduce((sum, own) => sum + own.rows * Math.abs(own.meanProbability - own.shareRight), 0);
  return distance / Math.max(1, answers);
}

function binned(probabilities: Float32Array, cameTrue: Uint8Array): ReliabilityBin[] {
  const sums = Array.from({ length: binCount }, () => ({ rows: 0, probability: 0, right: 0 }));
  probabilities.forEach((probability, index) => {
    // A bin holds its upper end, as in Guo et al.
    const bin = Math.min(binCount, Math.max(1, Math.ceil(probability * binCount))) - 1;
    const own = sums[bin];
    if (!own) return;
    own.rows++;
    own.probability += probability;
    own.right += elementAt(cameTrue, index);
  });
  return sums.flatMap(({ rows, probability, right }, bin) => {
    if (rows === 0) return [];
    const [from, to] = [bin / binCount, (bin + 1) / binCount];
    return [{ from, to, rows, meanProbability: probability / rows, shareRight: right / rows }];
  });
}
