// README.md of a classifier that was trained elsewhere and only passed through Hone: nothing is known of how good it is.

import type { WeightPrecision } from '../domain/exportParts';
import type { AddedClassifier } from '../domain/run';
import { pythonNote } from './modelCardFormats';
import { thresholdNote } from './modelCardNotes';
import { code } from './modelCardTables';
import { yamlString } from './yaml';

/** A model card without numbers. */
export function foreignCard(model: AddedClassifier, honeVersion: string, precision: WeightPrecision): string {
  const { name, labels, base } = model;
  return `---
license: ${yamlString(base.license)}
library_name: transformers
pipeline_tag: text-classification
base_model: ${yamlString(base.hub ?? base.name)}
tags: [text-classification, hone]
---

# ${name}

A text classifier with ${labels.length} labels that was trained elsewhere. It was added to Hone ${honeVersion} and exported from
there as it was; Hone has not evaluated it, so this card has no numbers. Look where it came from for its training data,
results and limits.

## Use

${pythonNote(model, precision)}
${thresholdNote(model)}
Labels: ${labels.map((label) => code(label)).join(', ')}.
`;
}
