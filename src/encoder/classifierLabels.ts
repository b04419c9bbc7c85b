// What a classifier's config.json says of its labels.

import { Failure } from '../domain/failures';
import { modelLimits } from '../domain/limits';
import type { ClassifierLabels } from '../domain/task';

/**
 * Reads the labels of a Hugging Face config.json.
 *
 * @param outputs how many numbers the head gives a text
 * @returns `null` where the model gives numbers and no labels
 * @throws Failure `ModelBroken`
 */
export function readClassifierLabels(config: Record<string, unknown>, outputs: number): ClassifierLabels | null {
  const type = config['problem_type'];
  const labels = labelsOf(config['id2label'] ?? inverted(config['label2id']) ?? numbered(outputs));
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

/** transformers' names where config.json has none. */
const numbered = (count: number) => Array.from({ length: count }, (_, id) => `LABEL_${id}`);

/** `label2id` alone, which some write by hand. */
function inverted(json: unknown): Record<string, string> | null {
  if (typeof json !== 'object' || json === null) return null;
  return Object.fromEntries(Object.entries(json).map(([label, id]) => [String(id), label]));
}

function labelsOf(json: unknown): string[] {
  const entries = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
  if (entries.size > modelLimits.labels) {
    throw broken(`it tells ${entries.size} labels apart, and Hone at most ${modelLimits.labels}`);
  }
  const labels = [...entries.keys()].map((_, id) => {
    const label = entries.get(String(id));
    if (typeof label === 'string') return label;
    // Ratings are written as numbers.
    if (typeof label === 'number' || typeof label === 'boolean') return String(label);
    throw broken(
      `id2label in its config.json names no label ${id}; write it as {"0": "first label", "1": "second label"}`,
    );
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
