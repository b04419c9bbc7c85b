import { expect, test } from 'vitest';
import { RowShaper } from '../../../../src/data/read/delimited/rowShape';
import { RowNotes } from '../../../../src/pipeline/data/rowNotes';

test('the first odd rows of each kind are known by their place in the data set', () => {
  const shaper = new RowShaper(2, { hasHeader: true });
  const notes = new RowNotes();
  const pieces = [[['text', 'label'], ['a', 'x'], ['few']], Array.from({ length: 9 }, () => ['one', 'too', 'many'])];
  let before = 0;
  for (const written of pieces) {
    const piece = shaper.shape(written, 0, false);
    notes.take(piece, before);
    before += piece.rows.length;
  }
  expect(notes.odd).toMatchObject({ short: 1, surplus: 9 });
  expect(notes.oddRows).toMatchObject({ short: [1], surplus: [2, 3, 4, 5, 6] });
});
