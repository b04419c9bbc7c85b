// Which of the tested rows are shown, and what is shown of them.

import type { Prediction } from './metrics';

/** How a row came out for one label, where a text may have several. */
export const outcomes = ['found', 'missed', 'wronglyGiven', 'rightlyNotGiven'] as const;
export type Outcome = (typeof outcomes)[number];

export const answerKinds = ['wrong', 'right', 'all'] as const;
export type AnswerKind = (typeof answerKinds)[number];

export const testedOrders = ['mostConfident', 'leastConfident', 'file'] as const;
export type TestedOrder = (typeof testedOrders)[number];

export interface TestedQuery {
  /** Whether the whole answer was wrong or right. */
  answers: AnswerKind;
  /** Part of the text, in upper or lower case; empty for all. */
  search: string;
  /** Class ids; `null` for any. Where a text may have several labels, `outcome` is asked instead. */
  trueId: number | null;
  predictedId: number | null;
  /** How the row came out for one label. */
  outcome: { id: number; is: Outcome } | null;
  /** Only these, as indices among the tested rows; `null` for all. */
  indices: Uint32Array | null;
  order: TestedOrder;
}

/** The misclassified rows, the most confident mistakes first. */
export const allMistakes: TestedQuery = {
  answers: 'wrong',
  search: '',
  trueId: null,
  predictedId: null,
  outcome: null,
  indices: null,
  order: 'mostConfident',
};

/** A tested row as a table shows it. */
export interface TestedRow extends Prediction {
  /** Its index among the tested rows, from 0. */
  index: number;
  right: boolean;
  /** Its index in the data set; `null` where that is gone. */
  row: number | null;
}
