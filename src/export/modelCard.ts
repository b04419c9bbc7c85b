// README.md of an exported model: a model card as the Hugging Face hub reads it (front matter of hub-docs'
// modelcard.md). No text of the user's rows is in it.

import { baseModels, trainedParts } from '../domain/recipe';
import type { TrainedModel } from '../domain/run';
import { balancingFields } from '../domain/balancing';
import { cleansNothing, describeCleaning } from '../domain/cleaning';
import { dropReasons, splitNames } from '../domain/dataset';
import type { Spread } from '../domain/evaluation';
import { describeFix } from '../domain/fixes';
import type { Labelling } from '../domain/labelling';
import { overlapWords, splitWords } from './splitWords';

/** A model card for a trained model. */
export function modelCard(model: TrainedModel, honeVersion: string): string {
  return `${frontMatter(model)}
# ${model.name}

A text classifier with ${model.labels.length} labels, fine-tuned from \`${hubName(model)}\` in a browser tab with
Hone ${honeVersion}. The texts never left the machine they were on.

## Use

\`\`\`python
from transformers import pipeline

classify = pipeline("text-classification", model="path/to/this/folder", truncation=True${model.thresholds ? ', top_k=None' : ''})
print(classify("A text to classify."))
\`\`\`
${thresholdNote(model)}
Labels: ${model.labels.map((label) => code(label)).join(', ')}.

## Results ${model.crossValidation ? 'by cross-validation' : 'on the test split'}

${metricsTable(model)}
${foldsNote(model)}
${classTable(model)}

${confusionTable(model)}

${testedNote(model)} With ${model.metrics.rows} test rows, an accuracy of
${percent(model.metrics.accuracy)} is known to within about ± ${percent(margin(model))} (95 %).

## Data

${model.rowsRead} rows were read. Left out: ${model.dropped.emptyText} without text, ${model.dropped.emptyLabel} without a label,
${model.dropped.duplicate} exact duplicates, ${model.dropped.conflictingLabel} repeats of a text with another label${droppedByChoice(model)}. The rest was split
${model.split ? splitWords(model.split, code) : 'by a seeded draw within each class'}:

${splitTable(model)}

${splitNote(model)}

${decisions(model)}## Training

- Base model: \`${hubName(model)}\`. Its last hidden state is pooled as LayerNorm(first token + 100 · mean
  over tokens), which is stored as one more standard encoder layer, so that the plain class loads it.
- Trained: ${trainedParts(model.recipe)}${model.recipe.depth === 'head' ? '' : ', and the head'} (dense layer with tanh, then a linear layer).${adapterNote(model)}
- Optimizer: AdamW, weight decay ${model.recipe.weightDecay}, gradients clipped at norm ${model.recipe.maxGradientNorm}.
- Learning rate: ${model.recipe.learningRate} at its highest, linear warm-up over ${percent(model.recipe.warmupFraction)} of the steps, then linear decay.
- Batch size ${model.recipe.batchSize}, at most ${model.recipe.epochs} epochs; the weights of epoch ${model.bestEpoch} were kept (${model.recipe.depth === 'head' ? 'lowest validation loss' : 'the last whose validation macro F1 was not clearly below the best'}).
${balancingNote(model)}- Texts cut at ${model.recipe.maxTokens} tokens (${model.truncatedTexts} were longer). Seed ${model.recipe.seed}.
- Computed with ${model.compute.kind === 'webgpu' ? 'WebGPU' : 'WebAssembly'} (${model.compute.adapter}), single precision.

## Limits

The model knows only texts like those it was trained on. Check it on your own rows before you act on its answers, and
have a person look at answers with a low probability.
`;
}

/** What the folds say apart; the tables hold all of them together. */
function foldsNote({ crossValidation }: TrainedModel): string {
  if (!crossValidation) return '';
  const { folds, accuracy, macroF1 } = crossValidation;
  const spread = ({ mean, deviation }: Spread) => `${percent(mean)} ± ${percent(deviation)}`;
  return `
Over ${folds.length} folds (mean ± standard deviation): accuracy ${spread(accuracy)}, macro F1 ${spread(macroF1)}. The
tables hold every row once, predicted by a model that had not seen it.
`;
}

function testedNote({ crossValidation }: TrainedModel): string {
  if (!crossValidation) {
    return 'The test split was never used in training or to choose anything.';
  }
  return 'This model itself was then trained on all rows, so no row is left to test it: the numbers are those of its like.';
}

/** How to repeat the split, and what was found across it. */
function splitNote(model: TrainedModel): string {
  const repeat =
    'To repeat the split, take the rows of the file by their numbers in `split.csv`, as a spreadsheet counts them.';
  return model.split ? `${overlapWords(model.split, model.metrics.rows)} ${repeat}` : '';
}

function droppedByChoice({ dropped: { byChoice = [] } }: TrainedModel): string {
  return byChoice.map(({ reason, rows }) => `, ${rows} ${dropReasons[reason]}`).join('');
}

/** What was decided about the rows, and how new texts must be cleaned. A removed passage may be private. */
function decisions({ preparation }: TrainedModel): string {
  if (!preparation) return '';
  const { cleaning, fixes = [], labelling } = preparation;
  const made = [
    ...(labelling ? [labelsNote(labelling)] : []),
    ...fixes.map((fix) => `${describeFix(fix)}.`),
  ];
  const list = (lines: string[]) => lines.map((line) => `- ${line}`).join('\n');
  return [
    made.length > 0 ? `Decided about the rows:\n\n${list(made)}\n\n` : '',
    cleaning && !cleansNothing(cleaning)
      ? `Texts were cleaned before they were tokenized. **Clean new texts in the same way**, in this order, or the model sees
texts unlike those it learned from; report.json has the details:\n\n${list(describeCleaning(cleaning))}\n\n`
      : '',
  ].join('');
}

function labelsNote({ source, changes }: Labelling): string {
  const sources = {
    one: 'Labels were taken from one column',
    ratings: 'Labels were made from ratings by thresholds',
    several: 'Labels were taken from cells that may hold several',
    columns: 'Labels were taken from a column each',
  };
  const changed =
    changes.length > 0 ? `; ${changes.length} of them were renamed, merged or left out` : '';
  return `${sources[source.kind]}${changed}.`;
}

function balancingNote({ recipe: { balancing } }: TrainedModel): string {
  if (balancing === 'none') return '';
  const { label, help } = balancingFields[balancing];
  return `- Unequal classes: ${label.toLowerCase()}. ${help}\n`;
}

function adapterNote({ recipe }: TrainedModel): string {
  if (recipe.depth === 'head' || recipe.method !== 'adapters') return '';
  const { adapterRank, adapterAlpha, adapterPlaces } = recipe;
  const places = {
    all: 'all linear layers',
    attention: 'attention',
    queryAndValue: 'query and value',
  };
  return `\n- Adapters: rank ${adapterRank}, alpha ${adapterAlpha}, on ${places[adapterPlaces]}; merged into the weights here.`;
}

function frontMatter(model: TrainedModel): string {
  const base = baseModels.find(({ id }) => id === model.recipe.baseModel);
  const { metrics } = model;
  const values: [string, string, number][] = [
    ['accuracy', 'Accuracy', metrics.accuracy],
    ['f1', 'F1 (macro)', metrics.macroF1],
    ['precision', 'Precision (macro)', metrics.macroPrecision],
    ['recall', 'Recall (macro)', metrics.macroRecall],
  ];
  const lines = [
    '---',
    `license: ${base?.license ?? 'other'}`,
    'library_name: transformers',
    'pipeline_tag: text-classification',
    `base_model: ${hubName(model)}`,
    'base_model_relation: finetune',
    'tags: [text-classification, hone]',
    'metrics: [accuracy, f1, precision, recall]',
    'model-index:',
    `- name: ${JSON.stringify(model.name)}`,
    '  results:',
    '  - task: {type: text-classification, name: Text Classification}',
    `    dataset: {name: private rows, type: private, split: ${model.crossValidation ? 'cross-validation' : 'test'}}`,
    '    metrics:',
    ...values.map(
      ([type, name, value]) => `    - {type: ${type}, name: ${name}, value: ${value.toFixed(4)}}`,
    ),
    '---',
  ];
  return `${lines.join('\n')}\n`;
}

function hubName(model: TrainedModel): string {
  return baseModels.find(({ id }) => id === model.recipe.baseModel)?.hub ?? model.recipe.baseModel;
}

function metricsTable({ metrics }: TrainedModel): string {
  return table(
    [
      metrics.multiLabel ? 'All labels right' : 'Accuracy',
      ...['Macro precision', 'Macro recall', 'Macro F1'],
      ...(metrics.multiLabel ? ['Micro F1'] : []),
      'Test rows',
    ],
    [
      [
        percent(metrics.accuracy),
        percent(metrics.macroPrecision),
        percent(metrics.macroRecall),
        percent(metrics.macroF1),
        ...(metrics.multiLabel ? [percent(metrics.multiLabel.microF1)] : []),
        String(metrics.rows),
      ],
    ],
  );
}

function classTable({ metrics }: TrainedModel): string {
  return table(
    ['Label', 'Precision', 'Recall', 'F1', 'Rows'],
    metrics.classes.map(({ label, precision, recall, f1, support }) => [
      code(label),
      percent(precision),
      percent(recall),
      percent(f1),
      String(support),
    ]),
  );
}

function confusionTable({ metrics, labels }: TrainedModel): string {
  if (metrics.multiLabel) {
    return table(
      ['Label', 'Found', 'Missed', 'Wrongly given', 'Rightly not given'],
      metrics.multiLabel.counts.map((own, id) => [
        code(labels[id] ?? ''),
        ...[own.truePositive, own.falseNegative, own.falsePositive, own.trueNegative].map(String),
      ]),
    );
  }
  const matrix = table(
    ['', ...labels.map(code)],
    metrics.confusionMatrix.map((row, id) => [code(labels[id] ?? ''), ...row.map(String)]),
  );
  return `Confusion matrix (rows: true label, columns: predicted label):\n\n${matrix}`;
}

/** How to read the answers where a text may have several labels. */
function thresholdNote({ labels, thresholds }: TrainedModel): string {
  if (!thresholds) return '';
  const rows = labels.map((label, id) => [code(label), (thresholds[id] ?? 0.5).toFixed(3)]);
  return `
A text may have several of the labels, or none. It has a label when the probability reaches the label's threshold, which
was chosen for the highest F1 on the validation rows (also \`hone_thresholds\` in config.json):

${table(['Label', 'Threshold'], rows)}
`;
}

function splitTable({ splitCounts, labels }: TrainedModel): string {
  return table(
    ['Split', 'Rows', ...labels.map(code)],
    splitNames.map((name) => {
      const { rows, rowsPerClass } = splitCounts[name];
      return [name, String(rows), ...rowsPerClass.map(String)];
    }),
  );
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A label as Markdown code; a label may hold anything. */
function code(label: string): string {
  const oneLine = label.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(
    1 + Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  return fence.length > 1 ? `${fence} ${oneLine} ${fence}` : `\`${oneLine}\``;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Half the width of the normal 95 % interval of the accuracy. */
function margin({ metrics: { accuracy, rows } }: TrainedModel): number {
  return 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / Math.max(1, rows));
}
