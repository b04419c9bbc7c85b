import { expect, test } from 'vitest';
import { chosenOf } from '../../../src/domain/contrastive';
import { contrastiveWords } from '../../../src/words/contrastive';

const said = (contrastive: number, head: number) => {
  const right = { contrastive, head };
  return contrastiveWords({ kept: chosenOf(right), folds: 5, rows: 16, right });
};

test('it is said which training was kept and by how much; of two that are as good, the plain head', () => {
  expect(said(14, 12)).toBe(
    'Over 5 folds, contrastive training was right on 14 of 16 rows that it had not seen, and a plain head on 12. So it was kept, by 2 rows.',
  );
  expect(said(11, 12)).toMatch(/So the plain head was kept: it is better by 1 row\.$/);
  expect(said(12, 12)).toMatch(/So the plain head was kept: it is as good in less time\.$/);
});
