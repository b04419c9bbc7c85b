import type { DataSet, Format } from './dataset';

/** Which file to classify, and how to read it. */
export interface ClassifyFileOrder {
  modelId: string;
  file: File;
  /** Index of the column that holds the texts; absent: as it was called in training, or guessed. */
  textColumn?: number;
}

/** What is known of a file as soon as its beginning is read. */
export interface OpenedForClassifying {
  columns: string[];
  /** Index of the column that is read. */
  textColumn: number;
  /** Of each table. */
  formats: Format[];
}

/** A file and what a model says of each of its rows. */
export interface ClassifiedFile {
  /** What there is to say of how it was read. */
  read: Pick<DataSet, 'odd' | 'skipped' | 'rowCount'>;
  /** The file's columns and the predictions beside them, as CSV. */
  csv: Blob;
  rows: number;
  /** Rows without a text: they have no prediction. */
  withoutText: number;
  /** Rows that were given each label, in the order of the model's labels. */
  counts: number[];
  /** Rows that a person should look at; `null` where the model has no threshold for that. */
  unsure: number | null;
  /** The first rows with a prediction. */
  first: { text: string; prediction: string; confidence: number }[];
  seconds: number;
}
