// README.md of an exported model: a model card as the Hugging Face hub reads it (front matter of hub-docs'
// modelcard.md). No text of the user's rows is in it.

import { fromCatalogue } from '../domain/baseModel';
import { trainedParts } from '../domain/recipe';
import type { TrainedModel } from '../domain/run';
import { splitNames } from '../domain/dataset';

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

## Results on the test split

${metricsTable(model)}

${classTable(model)}

${confusionTable(model)}

The test split was never used in training or to choose anything. With ${model.metrics.rows} test rows, an accuracy of
${percent(model.metrics.accuracy)} is known to within about ± ${percent(margin(model))} (95 %).

## Data

${model.rowsRead} rows were read. Left out: ${model.dropped.emptyText} without text, ${model.dropped.emptyLabel} without a label,
${model.dropped.duplicate} exact duplicates, ${model.dropped.conflictingLabel} repeats of a text with another label. The rest was split by
a seeded draw within each class:

${splitTable(model)}

## Training

- Base model: \`${hubName(model)}\`. ${poolingNote(model)}
- Trained: ${trainedParts(model.recipe)}${model.recipe.depth === 'head' ? '' : ', and the head'} (a dense layer, then a linear layer).${adapterNote(model)}
- Optimizer: AdamW, weight decay ${model.recipe.weightDecay}, gradients clipped at norm ${model.recipe.maxGradientNorm}.
- Learning rate: ${model.recipe.learningRate} at its highest, linear warm-up over ${percent(model.recipe.warmupFraction)} of the steps, then linear decay.
- Batch size ${model.recipe.batchSize}, at most ${model.recipe.epochs} epochs; the weights of epoch ${model.bestEpoch} were kept (${model.recipe.depth === 'head' ? 'lowest validation loss' : 'the last whose validation macro F1 was not clearly below the best'}).
- ${lengthNote(model)} Seed ${model.recipe.seed}.
- Computed with ${model.compute.kind === 'webgpu' ? 'WebGPU' : 'WebAssembly'} (${model.compute.adapter}), single precision.

## Limits

The model knows only texts like those it was trained on. Check it on your own rows before you act on its answers, and
have a person look at answers with a low probability.
`;
}

function lengthNote({ recipe, truncatedTexts }: TrainedModel): string {
  const { maxTokens, longTexts = 'head' } = recipe;
  switch (longTexts) {
    case 'head':
      return `Texts cut at ${maxTokens} tokens (${truncatedTexts} were longer).`;
    case 'headAndTail':
      return `Of texts with more than ${maxTokens} tokens (${truncatedTexts}), the first quarter of the room is their beginning and the rest their
  end. The tokenizer here keeps the beginning alone: cut long texts in the same way before you classify them.`;
    case 'windows':
      return `Texts with more than ${maxTokens} tokens were read in windows of that length, and their logits averaged. The
  tokenizer here keeps the first window alone: do the same for long texts.`;
    default:
      return longTexts satisfies never;
  }
}

function poolingNote({ pooling }: TrainedModel): string {
  if (pooling === 'first') return 'Its own head, which reads the first token, went on learning.';
  return `Its last hidden state is pooled as LayerNorm(first token + 100 · mean
  over tokens), which is stored as one more standard encoder layer, so that the plain class loads it.`;
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
  const { metrics } = model;
  const values: [string, string, number][] = [
    ['accuracy', 'Accuracy', metrics.accuracy],
    ['f1', 'F1 (macro)', metrics.macroF1],
    ['precision', 'Precision (macro)', metrics.macroPrecision],
    ['recall', 'Recall (macro)', metrics.macroRecall],
  ];
  const lines = [
    '---',
    `license: ${model.base?.license ?? fromCatalogue(model.recipe.baseModel)?.license ?? 'other'}`,
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
    '    dataset: {name: private rows, type: private, split: test}',
    '    metrics:',
    ...values.map(
      ([type, name, value]) => `    - {type: ${type}, name: ${name}, value: ${value.toFixed(4)}}`,
    ),
    '---',
  ];
  return `${lines.join('\n')}\n`;
}

function hubName(model: TrainedModel): string {
  const { base, recipe } = model;
  return base?.hub ?? base?.name ?? fromCatalogue(recipe.baseModel)?.hub ?? recipe.baseModel;
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
