// How often the 95 % intervals of macro scores hold the true score, over 1,000 test sets of a simulated model each.
//
//     labels, test rows          macro precision   macro recall   macro F1
//     2, 60 each                 93.9 %            94.5 %         94.5 %
//     2, 120 and 30              97.5 %            93.4 %         96.0 %
//     10, 12 each                92.8 %            94.3 %         95.9 %
//     10, 4 to 31                95.4 %            94.6 %         96.5 %
//     77, 4 each                 94.3 %            94.4 %         94.7 %
//     77, 1 to 8                 94.9 %            91.0 %         94.4 %
//     40, 1 each                 69.3 %            83.8 %         80.2 %
//
// With one row a label, samples cannot show how the rows of a label differ.

import { test } from 'vitest';
import { percent } from '../../src/words/numbers';
import { intervalCoverage, macroScores } from '../support/intervalCoverage';

test.each([
  { name: '2 labels, 60 rows each', labels: 2, rows: () => 60 },
  { name: '2 labels, 120 and 30 rows', labels: 2, rows: (id: number) => (id === 0 ? 120 : 30) },
  { name: '10 labels, 12 rows each', labels: 10, rows: () => 12 },
  { name: '10 labels, 4 to 31 rows', labels: 10, rows: (id: number) => 4 + 3 * id },
  { name: '77 labels, 4 rows each', labels: 77, rows: () => 4 },
  { name: '77 labels, 1 to 8 rows', labels: 77, rows: (id: number) => 1 + (id % 8) },
  { name: '40 labels, 1 row each', labels: 40, rows: () => 1 },
])('$name', ({ name, labels, rows }) => {
  const found = intervalCoverage(labels, rows, 1000);
  console.log(`${name}: ${macroScores.map((score) => `${score} ${percent(found[score])}`).join(', ')}`);
});
