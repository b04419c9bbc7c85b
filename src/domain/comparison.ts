import type { Prediction } from './metrics';

/** Two models on the rows that both were tested on. */
export interface ModelComparison {
  /** Rows that both were tested on. */
  shared: number;
  bothRight: number;
  onlyFirstRight: number;
  onlySecondRight: number;
  neitherRight: number;
  /**
   * How likely two equally good models would differ at least this much: the exact McNemar test, two-sided, on the rows
   * that only one of them has right.
   */
  pValue: number;
  /** The rows that they answer differently, those where one is right first. */
  changed: ChangedRow[];
  /** How many there are, where `changed` was cut. */
  changedCount: number;
}

/** A row and what either model says of it. */
export interface ChangedRow extends Pick<Prediction, 'rowNumber' | 'text' | 'trueLabel'> {
  first: string;
  second: string;
}
