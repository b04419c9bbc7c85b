// What a classifier's config.json says of its labels.

import { Failure } from '../domain/failures';
import { modelLimits } from '../domain/limits';
import type { ClassifierLabels } from '../domain/task';

/**
 * Reads the labels of a Hugging Face config.json.
 *
 * @returns `null` where the model gives numbers and no labels
 * @throws Failure `ModelBroken`
 */
export function readClassifierLabels(config: Record<string, unknown>): ClassifierLabels | null {
  const type = config['problem_type'];
  // transformers leaves out what is its default: two labels of these names.
  const labels = labelsOf(config['id2label'] ?? { 0: 'LABEL_0', 1: 'LABEL_1' });
  if (type === 'regression' || labels.length < 2) return null;
  const thresholds = thresholdsOf(config['hone_thresholds'], labels);
  const unsureBelow = config['hone_unsure_below'];
  return {
    labels,
    task: type === 'multi_label_classification' ? 'multiLabel' : 'singleLabel',
    ...(thresholds && { thresholds }),
    ...(isShare(unsureBelow) && { unsureBelow }),
  };
}

function labelsOf(json: unknown): string[] {
  const entries = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
  if (entries.size > modelLimits.labels) {
    throw broken(`it tells ${entries.size} labels apart, and Hone at most ${modelLimits.labels}`);
  }
  const labels = [...entries.keys()].map((_, id) => {
    const label = entries.get(String(id));
    if (typeof label === 'string') return label;
    throw broken('id2label in its config.json is not a list of labels');
  });
  if (new Set(labels).size !== labels.length) throw broken('two of its labels have one name');
  return labels;
}

function thresholdsOf(json: unknown, labels: string[]): number[] | null {
  if (typeof json !== 'object' || json === null) return null;
  const byLabel = new Map<string, unknown>(Object.entries(json));
  const thresholds = labels.map((label) => byLabel.get(label)).filter(isShare);
  return thresholds.length === labels.length ? thresholds : null;
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function broken(what: string): Failure {
  return new Failure(
    'ModelBroken',
    `This model can’t be used: ${what}. Nothing was kept; what was here before is unchanged.`,
  );
}
