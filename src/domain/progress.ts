/** The long jobs, named as the page names their progress bars. */
export type Job =
  | 'Importing'
  | 'Checking'
  | 'Splitting'
  | 'Searching'
  | 'Tokenizing'
  | 'Adding model'
  | 'Downloading model'
  | 'Loading model'
  | 'Encoding'
  | 'Training'
  | 'Evaluating'
  | 'Classifying'
  | 'Grouping'
  | 'Explaining'
  | 'Comparing'
  | 'Exporting';

/** How far a job is. */
export interface Progress {
  job: Job;
  /** 0 to `total`. */
  done: number;
  /** 0 where it is not known. */
  total: number;
  /** What is happening, in words, such as "Epoch 3 of 20". */
  detail?: string;
}

/** Called often by a long job; must be cheap. */
export type ReportProgress = (progress: Progress) => void;
