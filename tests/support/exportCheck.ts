// Exports in the hands of Python's transformers, and of onnxruntime and peft where they hold something for them.

import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { runOracle } from './python';

/** What report.json says of the test rows. */
export interface ReportedAnswers {
  predictions: { text: string; logits: number[] }[];
  labels: string[];
  recipe: { maxTokens: number };
}

interface CheckedExport {
  zipPath: string;
  report: ReportedAnswers;
  /** What tests/parity/check_export.py is told besides. */
  more?: object;
}

/** Fails unless all of them answer as the app did; gives what the oracle printed. */
export function checkExports(exports: CheckedExport[]): string {
  const paths = exports.flatMap(({ zipPath, report: { predictions, labels, recipe }, more }) => {
    const expected = {
      texts: predictions.map(({ text }) => text),
      logits: predictions.map(({ logits }) => logits),
      labels,
      max_tokens: recipe.maxTokens,
      ...more,
    };
    const path = `${zipPath}.expected.json`;
    writeFileSync(path, JSON.stringify(expected));
    return [zipPath, path];
  });
  const { status, out } = runOracle('check_export.py', paths);
  console.log(out);
  expect(status, out).toBe(0);
  return out;
}
