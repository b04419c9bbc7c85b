// What a classifier decides of a text: one label among all, or each label on its own.

/** Whether each text has exactly one label, or any number of them. */
export type TaskType = 'singleLabel' | 'multiLabel';

/**
 * The labels of rows, true ones or a model's answers. `singleLabel`: a class id each, `[rows]`; `multiLabel`: 1 for each label
 * that a row has, `[rows * labels]`.
 */
export type Targets = Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** What some rows really are. */
export interface Truth {
  task: TaskType;
  targets: Targets;
}

/** What a classifier answers with. */
export interface ClassifierLabels {
  /** By class id. */
  labels: string[];
  task: TaskType;
  /** Probability from which on a text has a label, by label; one half each when absent. Only of `multiLabel`. */
  thresholds?: number[];
  /** Confidence below which a person should decide. Absent: the model always answers. */
  unsureBelow?: number;
}

/** Whether a classifier answers with exactly these labels, in whatever order. */
export function knowsLabels(
  own: ClassifierLabels | null | undefined,
  { labels, task }: Pick<ClassifierLabels, 'labels' | 'task'>,
): boolean {
  return (
    own?.task === task && own.labels.length === labels.length && labels.every((label) => own.labels.includes(label))
  );
}
