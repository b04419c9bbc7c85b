import { describe, expect, test } from 'vitest';
import { RowCleaner } from '../../../../src/data/clean/clean';
import { guessLabelSource, guessRatings, labelReader, parseRating, saysYes } from '../../../../src/data/clean/labels';
import { splitLabels } from '../../../../src/data/clean/labelLists';
import { similarLabels } from '../../../../src/data/examine/labelSpelling';
import { wordsOf } from '../../../../src/words/findings';
import { remediesFor } from '../../../../src/words/remedies';
import type { Fix } from '../../../../src/domain/fixes';
import {
  fileLabelOf,
  taskOfLabels,
  mergeLabels,
  plainLabelling,
  renameLabel,
  renamer,
  type Labelling,
} from '../../../../src/domain/labelling';
import { taskOf } from '../../../../src/tasks/taskOf';

const columns = { text: 0, label: 1 };
const names = ['text', 'label', 'angry', 'late'];

function prepare(rows: string[][], labelling: Labelling, fixes: Fix[] = []) {
  const cleaner = new RowCleaner({ fixes, task: taskOfLabels(labelling) });
  const read = labelReader(labelling, columns, names);
  rows.forEach((cells, index) => cleaner.add(index, cells[0] ?? '', read(cells)));
  const { labels, task, labelIds, targets, rows: kept, dropped } = cleaner.finish();
  const sets = Array.from(kept, (_, row) =>
    labels.filter((_label, id) => taskOf(task).has(targets, row, id, labels.length)),
  );
  const balancing = Array.from(labelIds, (id) => labels[id]);
  return { labels, sets, balancing, kept: Array.from(kept), dropped, task };
}

describe('labels of a row', () => {
  test.each([
    ['a;b', ';', ['a', 'b']],
    [' a ; ;b; ', ';', ['a', 'b']],
    ['a, b', ';', ['a, b']],
    ['a|b|a', '|', ['a', 'b', 'a']],
    ['["a", "b; c"]', 'list', ['a', 'b; c']],
    ["['a', \"it's\"]", 'list', ['a', "it's"]],
    ['[]', 'list', []],
    ['[1, 2]', 'list', ['1', '2']],
    ['a', 'list', ['a']],
  ] as const)('%s split at %s', (cell, separator, wanted) => {
    expect(splitLabels(cell, separator)).toEqual(wanted);
  });

  test.each([
    ['4', 4],
    ['3,5', 3.5],
    ['-1', -1],
    ['4/5', 4],
    ['5 stars', 5],
    ['good', null],
    ['', null],
  ])('the rating %s', (cell, wanted) => expect(parseRating(cell)).toBe(wanted));

  test('yes and no', () => {
    expect(['1', '1.0', 'true', 'YES', 'x', 'ja', '0,7'].every(saysYes)).toBe(true);
    expect(['', '0', 'false', 'no', 'nein', '-', 'maybe', '0.2'].some(saysYes)).toBe(false);
  });

  test('ratings by thresholds, rows without a number left out', () => {
    const rows = ['1', '2,9', '3', '4', '5 stars', '', 'n/a', '3.5'].map((cell, index) => [`text ${index}`, cell]);
    const { balancing, dropped } = prepare(rows, {
      source: { kind: 'ratings', thresholds: [3, 4], names: ['bad', 'fair', 'good'] },
      changes: [],
    });
    expect(balancing).toEqual(['bad', 'bad', 'fair', 'good', 'good', 'fair']);
    expect(dropped.emptyLabel).toBe(2);
  });

  test('several in a cell: a row may have none, and the split is balanced by its rarest', () => {
    const rows = [
      ['one', 'a;b'],
      ['two', 'a'],
      ['three', ''],
      ['four', 'b; a ;a'],
      ['five', 'c;a'],
      ['six', 'c'],
      ['six', 'c'],
    ];
    const labelling: Labelling = { source: { kind: 'several', separator: ';' }, changes: [] };
    const { labels, sets, balancing, dropped } = prepare(rows, labelling);
    expect(labels).toEqual(['a', 'b', 'c']);
    expect(sets).toEqual([['a', 'b'], ['a'], [], ['a', 'b'], ['a', 'c'], ['c']]);
    expect(balancing).toEqual(['b', 'a', 'a', 'b', 'c', 'c']);
    expect(dropped).toMatchObject({ emptyLabel: 0, duplicate: 1 });
  });

  test('one column a label', () => {
    const rows = [
      ['one', '', '1', '0'],
      ['two', '', 'yes', 'x'],
      ['three', '', '0', ''],
      ['four', '', '', 'true'],
    ];
    const labelling: Labelling = { source: { kind: 'columns', columns: [2, 3] }, changes: [] };
    expect(prepare(rows, labelling).sets).toEqual([['angry'], ['angry', 'late'], [], ['late']]);
  });

  test('renamed, merged, left out', () => {
    let changes = renameLabel([], 'pos', 'positive');
    changes = mergeLabels(changes, ['Positive', 'positive'], 'positive');
    changes = renameLabel(changes, 'spam', null);
    expect(changes).toEqual([
      { from: 'pos', to: 'positive' },
      { from: 'Positive', to: 'positive' },
      { from: 'spam', to: null },
    ]);
    const rows = ['pos', 'Positive', 'positive', 'spam', 'neg', 'neg'].map((label, index) => [`text ${index}`, label]);
    const { balancing, dropped } = prepare(rows, { ...plainLabelling, changes });
    expect(balancing).toEqual(['positive', 'positive', 'positive', 'neg', 'neg']);
    expect(dropped.byChoice).toEqual([{ reason: 'droppedLabels', rows: 1 }]);
    // A new name for the merged class takes all of them along.
    const renamed = renameLabel(changes, 'positive', 'good');
    expect(renamed.filter(({ to }) => to === 'good').map(({ from }) => from)).toEqual(['pos', 'Positive', 'positive']);
  });
});

describe('fixes', () => {
  const rows = [
    ['same', 'a'],
    ['same', 'b'],
    ['same', 'b'],
    ['other', 'a'],
    ['other', 'a'],
    ['third', 'b'],
    ['n/a', 'a'],
    ['!!', 'b'],
    ['', 'a'],
    ['a last one', 'a'],
    ['and another', 'b'],
  ];
  test.each<[string, Fix[], number[]]>([
    ['none', [], [0, 3, 5, 6, 7, 9, 10]],
    ['the most frequent label', [{ finding: 'conflictingLabels', action: 'keepMostFrequent' }], [1, 3, 5, 6, 7, 9, 10]],
    ['no text with different labels', [{ finding: 'conflictingLabels', action: 'drop' }], [3, 5, 6, 7, 9, 10]],
    ['all labels', [{ finding: 'conflictingLabels', action: 'leave' }], [0, 1, 3, 5, 6, 7, 9, 10]],
    ['repeats', [{ finding: 'duplicates', action: 'leave' }], [0, 3, 4, 5, 6, 7, 9, 10]],
    ['no placeholders', [{ finding: 'placeholderTexts', action: 'drop' }], [0, 3, 5, 7, 9, 10]],
    ['nothing nearly empty', [{ finding: 'nearEmptyTexts', action: 'drop' }], [0, 3, 5, 6, 9, 10]],
    ['empty texts', [{ finding: 'emptyTexts', action: 'leave' }], [0, 3, 5, 6, 7, 8, 9, 10]],
  ])('%s', (_, fixes, kept) => {
    expect(prepare(rows, plainLabelling, fixes).kept).toEqual(kept);
  });

  test('of near duplicates the first is kept', () => {
    const text = 'the battery of this phone died after a single week of very light use, avoid it';
    const near = [
      [text, 'a'],
      ['something else entirely that nobody has said yet', 'b'],
      [`${text}!!`, 'a'],
      [text.toUpperCase(), 'a'],
      ['short and sweet', 'a'],
      ['good value for little money', 'b'],
    ];
    expect(prepare(near, plainLabelling).kept).toEqual([0, 1, 2, 3, 4, 5]);
    const fix: Fix = { finding: 'nearDuplicates', action: 'drop' };
    const { kept, dropped } = prepare(near, plainLabelling, [fix]);
    expect(kept).toEqual([0, 1, 4, 5]);
    expect(dropped.byChoice).toEqual([{ reason: 'nearDuplicates', rows: 2 }]);
  });
});

describe('the guess of where the labels stand', () => {
  const sample = (cells: string[]) => cells.map((cell, index) => [`text ${index}`, cell]);
  test.each<[string, string[], object | null]>([
    ['one label a cell', ['pos', 'neg', 'pos', 'neg'], null],
    ['a;b', ['a;b', 'a', 'b', 'b;a', 'c'], { kind: 'several', separator: ';' }],
    ['a, b', ['a, b', 'b', 'a', 'a,c', 'c'], { kind: 'several', separator: ',' }],
    ['lists', ['["a"]', '["a","b"]', '[]', "['b']"], { kind: 'several', separator: 'list' }],
    ['a comma in a name', ['Toys, games', 'Home', 'Toys, games', 'Home', 'Home', 'Garden', 'Garden', 'Home'], null],
    ['few ratings', ['1', '2', '3', '1', '2', '3'], null],
    [
      'many ratings',
      ['0', '1.5', '2', '3', '4.5', '5', '6'],
      { kind: 'ratings', thresholds: [2, 4], names: ['low', 'middle', 'high'] },
    ],
  ])('%s', (_, cells, wanted) => {
    expect(guessLabelSource(sample(cells), columns)).toEqual(wanted);
  });

  test('several columns of yes and no, and not one of them alone', () => {
    const rows = [
      ['x', '1', '0', 'de'],
      ['y', '0', '1', 'en'],
      ['z', '1', '1', 'de'],
    ];
    expect(guessLabelSource(rows, columns)).toEqual({ kind: 'columns', columns: [1, 2] });
    expect(
      guessLabelSource(
        rows.map(([a = '', b = '', , d = '']) => [a, b, d]),
        columns,
      ),
    ).toBeNull();
  });

  test('thirds of a range', () => {
    expect(guessRatings(['1', '10'])?.thresholds).toEqual([4, 7]);
    expect(guessRatings(['1', 'good'])).toBeNull();
    expect(guessRatings(['3', '3'])).toBeNull();
  });
});

describe('labels in different spelling', () => {
  const spellings = (counts: Record<string, number>) =>
    similarLabels(
      Object.entries(counts)
        .map(([label, count]) => ({ label, count }))
        .sort((a, b) => b.count - a.count),
    );
  /** Sure or not. */
  const groups = (counts: Record<string, number>) => {
    const { sure, unsure } = spellings(counts);
    return [...sure, ...unsure].map(({ labels }) => labels.map(({ label }) => label));
  };
  const surely = (counts: Record<string, number>) =>
    Object.fromEntries(
      spellings(counts).sure.flatMap(({ labels, into }) =>
        labels.filter(({ label }) => label !== into).map(({ label }) => [label, into]),
      ),
    );

  test.each<[Record<string, number>]>([
    [{ positive: 50, Positive: 40 }],
    [{ 'not spam': 50, not_spam: 50 }],
    [{ positive: 50, postive: 2 }],
    [{ complaint: 90, compalint: 3 }],
    [{ größe: 50, 'gro\u0308ße': 5 }],
    [{ Straße: 15, STRASSE: 15 }],
    // Zero-width space and joiner, byte order mark, soft hyphen, marks of direction, no-break spaces, line separator.
    [{ spam: 50, 'spam\u200b': 40, 'sp\u200dam': 30, '\ufeffspam': 20 }],
    [{ 'not spam': 50, 'not\u00a0spam': 40, 'not\u202fspam': 30, 'not\u00ad spam': 20, 'not\u2028spam': 10 }],
    [{ ham: 50, '\u202eham\u202c': 40, 'ham\u2069': 30, 'ham\u0000': 20, 'ham \u2060': 10 }],
    [{ é: 50, 'e\u0301': 40 }],
    [{ ﬁne: 50, fine: 40, ｆｉｎｅ: 30 }],
    // The same number.
    [{ '1.0': 50, 1: 40, '+1': 30, '01': 20, '1,0': 10 }],
    [{ '0.0': 50, '-0': 40, 0: 30 }],
    [{ '-1.5': 50, '\u22121.50': 40 }],
    // Cyrillic а, a whole word of Cyrillic letters, Greek ο.
    [{ spam: 50, 'sp\u0430m': 40 }],
    [{ Вода: 50, вода: 40, Bода: 30 }],
    [{ cop: 50, сор: 40 }],
    [{ good: 50, 'g\u03bfod': 40 }],
    [{ '❤': 50, '❤\ufe0f': 40 }],
    // Written with marks of direction, as a right-to-left page has them.
    [{ חיובי: 50, '\u200fחיובי': 40 }],
  ])('one: %o', (counts) => {
    // Of names that are whole numbers, an object loses the order.
    expect(groups(counts).map((group) => group.toSorted())).toEqual([Object.keys(counts).toSorted()]);
  });

  test.each<[Record<string, number>]>([
    [{ positive: 50, negative: 2 }],
    [{ 'class 1': 50, 'class 2': 2 }],
    [{ relevant: 90, irrelevant: 4 }],
    [{ paid: 90, unpaid: 4 }],
    [{ male: 50, female: 3 }],
    [{ cat: 90, car: 2 }],
    [{ order: 50, border: 40 }],
    [{ ham: 90, spam: 2 }],
    [{ transfer: 50, transport: 4 }],
    [{ 1: 50, '-1': 40, 0: 30 }],
    [{ A: 50, 'A-': 40, 'A+': 30 }],
    [{ '-': 50, '+': 40 }],
    [{ 'C++': 50, 'C#': 40, C: 30 }],
    [{ '1.5': 50, 15: 40, '1.05': 30 }],
    [{ '12345678901234567890': 50, '12345678901234567891': 40 }],
    [{ '<50000': 90, '>50000': 2 }],
    [{ increase: 90, decrease: 2 }],
    [{ 'group A': 50, 'group A-': 3 }],
    [{ '2-1': 50, '21': 40 }],
    [{ '1,000': 50, 1: 40 }],
  ])('two: %o', (counts) => {
    expect(groups(counts)).toEqual([]);
  });

  test('case, spaces, punctuation, a plural s and one wrong letter: surely one label each', () => {
    const counts = { billing: 182, bug: 161, 'how-to': 132, cancellation: 62, praise: 39 };
    const misspelt = {
      Bug: 'bug',
      BUG: 'bug',
      bugs: 'bug',
      Billing: 'billing',
      biling: 'billing',
      'billing.': 'billing',
      'How-to': 'how-to',
      howto: 'how-to',
      'how to': 'how-to',
      cancelation: 'cancellation',
      Cancellation: 'cancellation',
      cancellations: 'cancellation',
      'can cellation': 'cancellation',
      cancellatoin: 'cancellation',
      'Praise ': 'praise',
    };
    const rare = Object.fromEntries(Object.keys(misspelt).map((label) => [label, 1]));
    expect(surely({ ...counts, ...rare })).toEqual(misspelt);
    expect(surely({ 'login issues': 80, 'login issue': 2, inquiries: 50, inquiry: 1, boxes: 30, box: 1 })).toEqual({
      'login issue': 'login issues',
      inquiry: 'inquiries',
      box: 'boxes',
    });
  });

  test.each<[string, Record<string, number>]>([
    ['both are frequent', { positive: 50, Positive: 40 }],
    ['numbers', { '1.0': 500, 1: 2 }],
    ['short codes', { US: 500, us: 2 }],
    ['two letters differ', { hypertension: 500, hypotension: 2 }],
    ['a short word', { quite: 500, quiet: 1 }],
    ['not rare enough', { contract: 100, contact: 9 }],
    ['a word of its own', { news: 500, new: 1 }],
    ['a plural that is frequent', { bug: 100, bugs: 20 }],
    ['digits', { 'tier 1': 500, 'tier 2': 1 }],
    ['signs', { A: 500, 'A-': 1 }],
    ['a class', { classes: 10, class: 9 }],
    ['a prefix', { relevant: 900, irrelevant: 4 }],
  ])('not surely one: %s', (_, counts) => {
    expect(surely(counts)).toEqual({});
  });
});

test('a label with something unseen in it is merged into the one without, however many rows it has', () => {
  const counts = ['spam\u200b', 'spam', 'Spam'].map((label, index) => ({ label, count: 30 - index }));
  expect(similarLabels(counts).unsure).toEqual([{ labels: counts, into: 'spam' }]);
});

test('a label of two alphabets is merged into the one of one', () => {
  const counts = ['sp\u0430m', 'spam'].map((label, index) => ({ label, count: 30 - index }));
  expect(similarLabels(counts).unsure).toEqual([{ labels: counts, into: 'spam' }]);
});

test('of thousands of labels only those spelt alike are found', () => {
  const counts = Array.from({ length: 4000 }, (_, index) => ({
    label: `intent ${String.fromCharCode(97 + (index % 26), 97 + ((index * 7) % 23))} to ${index.toString(36)} something`,
    count: index < 2000 ? 500 : 5,
  }));
  const [alike, twin] = [
    { label: 'Refund my card', count: 40 },
    { label: 'refund my card', count: 3 },
  ];
  expect(similarLabels([...counts, alike, twin]).sure.find(({ labels }) => labels.includes(alike))?.labels).toEqual([
    alike,
    twin,
  ]);
});

test('labels that look alike are shown as what they are', () => {
  const titleOf = (...names: string[]) => {
    const labels = names.map((label) => ({ label, count: 1 }));
    const groups = [{ labels, into: names[0] ?? '' }];
    return wordsOf({ kind: 'labelSpelling', rows: Uint32Array.of(1), groups, isSure: false }).title;
  };
  expect(titleOf('spam', 'spam\u200b', 'Spam')).toBe('3 labels may be one: “spam”, “spam‹U+200B›”, “Spam”');
  expect(titleOf('not spam', 'not\u00a0spam')).toBe('2 labels may be one: “not spam”, “not‹U+00A0›spam”');
  expect(titleOf('spam', 'sp\u0430m')).toBe('2 labels may be one: “spam”, “sp\u0430m (U+0430)”');
  expect(titleOf('é', 'e\u0301')).toBe('2 labels may be one: “é (U+00E9)”, “e\u0301 (U+0301)”');
  const [merge] = remediesFor(
    {
      kind: 'labelSpelling',
      rows: Uint32Array.of(1),
      isSure: true,
      groups: [
        {
          labels: [
            { label: 'spam', count: 2 },
            { label: 'spam\u200b', count: 1 },
          ],
          into: 'spam',
        },
      ],
    },
    { columns: { text: 0, label: 1 } },
  );
  expect(merge).toMatchObject({
    label: 'Merge them',
    preparation: { labelling: { changes: [{ from: 'spam\u200b', to: 'spam' }] } },
  });
});

test('what is called by a name stands for a label of the file, and follows it', () => {
  const changes = [
    { from: '1', to: 'good' },
    { from: 'great', to: 'fine' },
    { from: 'bad', to: null },
  ];
  const inFile = ['1', 'great', 'fine', 'bad'];
  expect(['good', 'fine', 'other'].map((name) => fileLabelOf(changes, name, inFile))).toEqual(['1', 'fine', 'other']);
  expect(['1', 'great', 'bad', 'other'].map(renamer(changes))).toEqual(['good', 'fine', null, 'other']);
});
