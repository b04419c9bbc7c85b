// README.md of an exported model: a model card as the Hugging Face hub reads it (front matter of hub-docs'
// modelcard.md). No text of the user's rows is in it.

import { defaultExport, type ExportChoice } from '../domain/exportParts';
import { trainedParts } from '../words/recipe';
import type { Evaluation } from '../domain/evaluation';
import type { EvaluatedModel } from '../domain/run';
import { calibrationNote, comparisonNote, unsureNote } from './modelCardEvaluation';
import {
  adapterNote,
  balancingNote,
  contrastiveNote,
  decisions,
  droppedByChoice,
  foldsNote,
  joinedNote,
  lengthNote,
  poolingNote,
  splitNote,
  stepsNote,
  testedNote,
  thresholdNote,
} from './modelCardNotes';
import { classTable, code, confusionTable, metricsTable, splitTable } from './modelCardTables';
import { useNote } from './modelCardFormats';
import { splitWords } from '../words/split';
import { percent } from '../words/numbers';
import { yamlString } from './yaml';

interface CardOptions {
  choice?: ExportChoice;
  evaluation?: Evaluation | undefined;
  /** The library that loads its ONNX file in a web page. */
  transformersJs?: string;
}

/** A model card for a trained model. */
export function modelCard(
  model: EvaluatedModel,
  honeVersion: string,
  { choice = defaultExport, evaluation, transformersJs = '@xenova/transformers' }: CardOptions = {},
): string {
  return `${frontMatter(model, choice)}
# ${model.name}

A text classifier with ${model.labels.length} labels, fine-tuned from \`${hubName(model)}\` in a browser tab with
Hone ${honeVersion}. The texts never left the machine they were on.

## Use

${useNote(choice, model, transformersJs)}
${joinedNote(model)}${thresholdNote(model)}${unsureNote(model, evaluation)}
Labels: ${model.labels.map((label) => code(label)).join(', ')}.

## Results ${model.crossValidation ? 'by cross-validation' : 'on the test split'}

${metricsTable(model)}
${foldsNote(model)}${comparisonNote(model, evaluation)}${calibrationNote(model, evaluation)}
${classTable(model)}

${confusionTable(model)}

${testedNote(model)}

## Data

${model.rowsRead} rows were read. Left out: ${model.dropped.emptyText} without text, ${model.dropped.emptyLabel} without a label,
${model.dropped.duplicate} exact duplicates, ${model.dropped.conflictingLabel} repeats of a text with another label${droppedByChoice(model)}. The rest was split
${splitWords(model.split, code)}:

${splitTable(model)}

${splitNote(model)}

${decisions(model)}## Training

- Base model: \`${hubName(model)}\`. ${poolingNote(model)}
- Trained: ${trainedParts(model.recipe)}${model.recipe.depth === 'head' ? '' : ', and the head'} (a dense layer, then a linear layer).${adapterNote(model)}
- Optimizer: AdamW, weight decay ${model.recipe.weightDecay}, gradients clipped at norm ${model.recipe.maxGradientNorm}.
- Learning rate: ${model.recipe.learningRate} at its highest, linear warm-up over ${percent(model.recipe.warmupFraction)} of the steps, then linear decay.
- ${stepsNote(model)}
${contrastiveNote(model)}${balancingNote(model)}- ${lengthNote(model)} Seed ${model.recipe.seed}.
- Computed with ${model.compute.kind === 'webgpu' ? 'WebGPU' : 'WebAssembly'} (${model.compute.adapter || 'graphics card'}), single precision.

## Limits

The model knows only texts like those it was trained on. Check it on your own rows before you act on its answers, and
have a person look at answers with a low probability.
`;
}

function frontMatter(model: EvaluatedModel, choice: ExportChoice): string {
  const { metrics } = model;
  const values: [string, string, number][] = [
    ['accuracy', 'Accuracy', metrics.accuracy],
    ['f1', 'F1 (macro)', metrics.macroF1],
    ['precision', 'Precision (macro)', metrics.macroPrecision],
    ['recall', 'Recall (macro)', metrics.macroRecall],
  ];
  const lines = [
    '---',
    `license: ${yamlString(model.base.license)}`,
    'library_name: transformers',
    'pipeline_tag: text-classification',
    `base_model: ${yamlString(hubName(model))}`,
    'base_model_relation: finetune',
    `tags: [${tags(choice).join(', ')}]`,
    'metrics: [accuracy, f1, precision, recall]',
    'model-index:',
    `- name: ${yamlString(model.name)}`,
    '  results:',
    '  - task: {type: text-classification, name: Text Classification}',
    `    dataset: {name: private rows, type: private, split: ${model.crossValidation ? 'cross-validation' : 'test'}}`,
    '    metrics:',
    ...values.map(([type, name, value]) => `    - {type: ${type}, name: ${name}, value: ${value.toFixed(4)}}`),
    '---',
  ];
  return `${lines.join('\n')}\n`;
}

/** transformers.js is what the hub calls models with ONNX files for it. */
function tags({ parts }: ExportChoice): string[] {
  const onnx = parts.includes('onnx') || parts.includes('onnxQuantized');
  return ['text-classification', ...(onnx ? ['onnx', 'transformers.js'] : []), 'hone'];
}

/** Its base model on the hub, or what it is called. */
export function hubName({ base }: EvaluatedModel): string {
  return base.hub ?? base.name;
}
