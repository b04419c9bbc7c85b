import type { DataSet, Format } from './dataset';
import type { TextSource } from './rowText';

/** Which file to classify, and how to read it. */
export interface ClassifyFileOrder {
  modelId: string;
  file: File;
  /** Where the texts stand; absent: in the columns that are called as those of training, or guessed. */
  texts?: TextSource;
}

/** Where the texts of a file seem to stand, by the names that a model knows. */
export interface NamedTexts {
  texts: TextSource;
  /** Of a model that learned from several columns: those that the file lacks. */
  missing: string[];
}

/** What is known of a file as soon as its beginning is read. */
export interface OpenedForClassifying {
  columns: string[];
  named: NamedTexts;
  /** What is read. */
  texts: TextSource;
  /** Of each table. */
  formats: Format[];
}

/** A written table of predictions, and how to read rows of it back. The browser keeps its bytes, not the heap. */
export interface PredictionTable {
  /** The file's columns and the predictions' beside them, as CSV. */
  csv: Blob;
  delimiter: ',' | ';';
  /** All columns by their names; the file's own come first. */
  columns: string[];
  /** How many of them are the file's own. */
  ownColumns: number;
  /** Whether a column says which rows are left to a person. */
  hasUnsure: boolean;
  /** Where each row begins in the CSV, and where the last one ends, in bytes `[rows + 1]`. */
  starts: Float64Array<ArrayBuffer>;
  /** The rows with a prediction, the least sure first. */
  bySureness: Uint32Array<ArrayBuffer>;
}

/** In which order rows of a classified file are shown. */
export type PredictionOrder = 'file' | 'leastSure' | 'mostSure';

/** A row of a classified file. */
export interface PredictedRow {
  /** Its place in the file, from 0. */
  index: number;
  /** Of the file's own columns. */
  cells: string[];
  /** Empty where none of several labels fits. */
  prediction: string;
  /** 0 to 1; `null` where the row has no text, and no prediction. */
  confidence: number | null;
  /** Whether it is left to a person. */
  unsure: boolean;
}

/** What an Excel sheet holds (Microsoft, "Excel specifications and limits"). */
export const sheetLimits = { rows: 1_048_576, columns: 16_384, characters: 32_767 } as const;

/** A classified file as an Excel workbook. */
export interface PredictionWorkbook {
  file: Blob;
  /** Cells that were cut, since Excel holds no longer ones. */
  cutCells: number;
}

/** A file and what a model says of each of its rows. */
export interface ClassifiedFile {
  /** What there is to say of how it was read. */
  read: Pick<DataSet, 'odd' | 'skipped' | 'rowCount'>;
  table: PredictionTable;
  rows: number;
  /** Rows without a text: they have no prediction. */
  withoutText: number;
  /** Rows that were given each label, in the order of the model's labels. */
  counts: number[];
  /** Rows that a person should look at; `null` where the model has no threshold for that. */
  unsure: number | null;
  seconds: number;
}
