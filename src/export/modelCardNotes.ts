// What a model card says only where there is something to say.

import { balancingFields } from '../words/balancing';
import { cleansNothing } from '../domain/cleaning';
import { elementAt } from '../domain/element';
import { describeCleaning } from '../words/cleaning';
import { dropReasons } from '../words/droppedRows';
import type { Spread } from '../domain/metrics';
import { describeCorrections, describeFix } from '../words/fixes';
import type { Labelling } from '../domain/labelling';
import { isBeyondLayers } from '../domain/pooling';
import { pairCount } from '../domain/contrastive';
import { isContrastive, usesLora } from '../domain/recipe';
import { joinedTextsOf, type EvaluatedModel } from '../domain/run';
import type { ClassifierLabels } from '../domain/task';
import { count, percent } from '../words/numbers';
import { joinedInWords } from '../words/joinedTexts';
import { contrastiveWords } from '../words/contrastive';
import { pooledStates } from './modelCardFormats';
import { code, table } from './modelCardTables';
import { overlapWords } from '../words/split';

/** What the folds say apart; the tables hold all of them together. */
export function foldsNote({ crossValidation }: EvaluatedModel): string {
  if (!crossValidation) return '';
  const { folds, accuracy, macroF1 } = crossValidation;
  const spread = ({ mean, deviation }: Spread) => `${percent(mean)} ± ${percent(deviation)}`;
  return `
Over ${folds.length} folds (mean ± standard deviation): accuracy ${spread(accuracy)}, macro F1 ${spread(macroF1)}. The
tables hold every row once, predicted by a model that had not seen it.
`;
}

/** Which of two trainings was kept, where two were compared. */
export function contrastiveNote({ contrastive }: EvaluatedModel): string {
  return contrastive ? `- ${contrastiveWords(contrastive)}\n` : '';
}

export function testedNote({ crossValidation, unsureBelow }: EvaluatedModel): string {
  if (!crossValidation) {
    const chosen = unsureBelow === undefined ? '' : ' but the confidence below which a person is asked';
    return `The test split was never used in training or to choose anything${chosen}.`;
  }
  return 'This model itself was then trained on all rows, so no row is left to test it: the numbers are those of its like.';
}

/** How to repeat the split, and what was found across it. */
export function splitNote(model: EvaluatedModel): string {
  const repeat =
    'To repeat the split, take the rows of the file by their numbers in `split.csv`, as a spreadsheet counts them.';
  return `${overlapWords(model.split, model.metrics.rows)} ${repeat}`;
}

export function droppedByChoice({ dropped: { byChoice = [] } }: EvaluatedModel): string {
  return byChoice.map(({ reason, rows }) => `, ${rows} ${dropReasons[reason]}`).join('');
}

/** What was decided about the rows, and how new texts must be cleaned. A removed passage may be private. */
export function decisions({ preparation }: EvaluatedModel): string {
  const { cleaning, fixes = [], corrections = [], labelling } = preparation;
  const made = [
    ...(labelling ? [labelsNote(labelling)] : []),
    ...(corrections.length > 0 ? [`${describeCorrections(corrections)}.`] : []),
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
  const changed = changes.length > 0 ? `; ${changes.length} of them were renamed, merged or left out` : '';
  return `${sources[source.kind]}${changed}.`;
}

export function balancingNote({ recipe: { balancing } }: EvaluatedModel): string {
  if (balancing === 'none') return '';
  const { label, help } = balancingFields[balancing];
  return `- Unbalanced labels: ${label.toLowerCase()}. ${help}\n`;
}

export function adapterNote({ recipe }: EvaluatedModel): string {
  if (!usesLora(recipe)) return '';
  const { loraRank, loraAlpha, targetModules } = recipe;
  const indices = {
    all: 'all linear layers',
    attention: 'attention',
    queryAndValue: 'query and value',
  };
  return `\n- Adapters: rank ${loraRank}, alpha ${loraAlpha}, on ${indices[targetModules]}; merged into the weights here.`;
}

/** How to make a text of the columns of a row, where training did. */
export function joinedNote(model: EvaluatedModel): string {
  const joined = joinedTextsOf(model);
  return joined
    ? `
A text was ${joinedInWords(joined, code)}; empty ones are passed over, and so is the separator beside them. Make new
texts in the same way.
`
    : '';
}

/** How to read the answers where a text may have several labels. */
export function thresholdNote({ labels, thresholds }: ClassifierLabels): string {
  if (!thresholds) return '';
  const rows = labels.map((label, id) => [code(label), elementAt(thresholds, id).toFixed(3)]);
  return `
A text may have several of the labels, or none. It has a label when the probability reaches the label's threshold, which
was chosen for the highest F1 on the validation rows (also \`hone_thresholds\` in config.json):

${table(['Label', 'Threshold'], rows)}
`;
}

export function lengthNote({ recipe, truncatedTexts }: EvaluatedModel): string {
  const { maxTokens, truncation } = recipe;
  switch (truncation) {
    case 'start':
      return `Texts cut at ${maxTokens} tokens (${truncatedTexts} were longer).`;
    case 'startAndEnd':
      return `Of texts with more than ${maxTokens} tokens (${truncatedTexts}), the first quarter of the room is their beginning and the rest their
  end. The tokenizer here keeps the beginning alone: cut long texts in the same way before you classify them.`;
    case 'windows':
      return `Texts with more than ${maxTokens} tokens were read in windows of that length, and their logits averaged. The
  tokenizer here keeps the first window alone: do the same for long texts.`;
    default:
      return truncation satisfies never;
  }
}

export function poolingNote({ pooling }: EvaluatedModel): string {
  if (pooling === 'first') return 'Its head reads the first token, as the base model’s files say.';
  if (pooling === 'mean') return 'Its head reads the mean of the last hidden state over the tokens.';
  if (isBeyondLayers(pooling)) {
    return `Its head ${pooledStates[pooling]}, as the base model’s files\n  say (\`hone_pooling\` in config.json). Hugging Face’s plain class does not: “Use” says how it answers the same.`;
  }
  return `Its last hidden state is pooled as LayerNorm(first token + 100 · mean
  over tokens), which is stored as one more standard encoder layer, so that the plain class loads it.`;
}

/** In how many steps of what size it learned, and which weights were kept. */
export function stepsNote({ recipe, bestEpoch, splitCounts }: EvaluatedModel): string {
  const { batchSize, epochs, depth } = recipe;
  if (isContrastive(recipe)) {
    return `${count(pairCount(splitCounts.train.rows))} pairs of texts, half of them of one label, in batches of ${batchSize}, ${epochs === 1 ? 'once' : `${epochs} times`}: mean squared error of the cosine of
  their pooled states (SetFit, arXiv 2209.11055). Then the head on the new states; the weights of its epoch ${bestEpoch} were kept.`;
  }
  const which =
    depth === 'head' ? 'lowest validation loss' : 'the last whose validation macro F1 was not clearly below the best';
  return `Batch size ${batchSize}, at most ${epochs} epochs; the weights of epoch ${bestEpoch} were kept (${which}).`;
}
