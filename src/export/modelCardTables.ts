// The tables of a model card, in Markdown.

import { splitNames } from '../domain/splitNames';
import { elementAt } from '../domain/element';
import type { EvaluatedModel } from '../domain/run';
import { percent } from '../words/numbers';

export function metricsTable({ metrics }: EvaluatedModel): string {
  return table(
    [
      metrics.task === 'multiLabel' ? 'All labels right' : 'Accuracy',
      ...['Macro precision', 'Macro recall', 'Macro F1'],
      ...(metrics.task === 'multiLabel' ? ['Micro F1'] : []),
      'Test rows',
    ],
    [
      [
        percent(metrics.accuracy),
        percent(metrics.macroPrecision),
        percent(metrics.macroRecall),
        percent(metrics.macroF1),
        ...(metrics.task === 'multiLabel' ? [percent(metrics.microF1)] : []),
        String(metrics.rows),
      ],
    ],
  );
}

export function classTable({ metrics }: EvaluatedModel): string {
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

export function confusionTable({ metrics, labels }: EvaluatedModel): string {
  if (metrics.task === 'multiLabel') {
    return table(
      ['Label', 'Found', 'Missed', 'Wrongly given', 'Correctly not given'],
      metrics.counts.map((own, id) => [
        code(elementAt(labels, id)),
        ...[own.truePositive, own.falseNegative, own.falsePositive, own.trueNegative].map(String),
      ]),
    );
  }
  const matrix = table(
    ['', ...labels.map(code)],
    metrics.confusionMatrix.map((row, id) => [code(elementAt(labels, id)), ...row.map(String)]),
  );
  return `Confusion matrix (rows: true label, columns: predicted label):\n\n${matrix}`;
}

export function splitTable({ splitCounts, labels }: EvaluatedModel): string {
  return table(
    ['Split', 'Rows', ...labels.map(code)],
    splitNames.map((name) => {
      const { rows, rowsPerClass } = splitCounts[name];
      return [name, String(rows), ...rowsPerClass.map(String)];
    }),
  );
}

export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A label as Markdown code; a label may hold anything. */
export function code(label: string): string {
  const oneLine = label.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(1 + Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length)));
  return fence.length > 1 ? `${fence} ${oneLine} ${fence}` : `\`${oneLine}\``;
}
