// Every finding has words; every remedy changes the preparation, is listed, and has a way back.

import { describe, expect, test } from 'vitest';
import { simplified, type Preparation } from '../../../src/domain/preparation';
import { withCorrection } from '../../../src/domain/fixes';
import { wordsOf } from '../../../src/words/findings';
import { rowFindingKinds, type Finding } from '../../../src/domain/health';
import { decisionsOf, doneAbout } from '../../../src/words/decisions';
import { readinessOf, readinessWords, safeFixesFor } from '../../../src/words/readiness';
import { mergedSpellings, remediesFor } from '../../../src/words/remedies';

const rows = Uint32Array.of(3, 8);
const preparation: Preparation = { columns: { text: 0, label: 1 } };
const count = (label: string, own: number) => ({ label, count: own });

const findings: Finding[] = [
  ...rowFindingKinds.map((kind): Finding => ({ kind, rows })),
  { kind: 'personalData', rows, found: [{ kind: 'email', rows: 2 }] },
  { kind: 'labelSpelling', rows, groups: [{ labels: [count('ok', 50), count('OK', 2)], into: 'ok' }], isSure: true },
  { kind: 'loneLabels', rows, labels: [count('x', 1), count('y', 1)] },
  { kind: 'placeholderLabels', rows, labels: [count('n/a', 2)] },
  { kind: 'smallClasses', rows, labels: [count('z', 2), count('w', 3)] },
  { kind: 'imbalance', rows, largest: count('a', 90), smallest: count('b', 10) },
  { kind: 'labelInText', rows, label: 'spam', ownShare: 0.3, otherShare: 0 },
  {
    kind: 'labelTwins',
    rows,
    columns: [
      { name: 'id', isSame: true },
      { name: 'topic', isSame: false },
    ],
  },
  { kind: 'giveAway', rows, word: 'ticket', label: 'refund', precision: 1, coverage: 0.5 },
  { kind: 'boilerplate', rows, passage: 'Sent from my very own phone.' },
  { kind: 'otherLanguages', rows, language: 'en', others: [{ language: 'de', rows: 2 }] },
];

describe.each(findings.map((finding): [string, Finding] => [finding.kind, finding]))('%s', (_, finding) => {
  test('has words', () => {
    const { title, why, short } = wordsOf(finding);
    for (const words of [title, why, short]) expect(words).toMatch(/\S/);
    expect(`${title} ${why}`).not.toMatch(/undefined|NaN/);
  });

  test('each remedy is listed as done and undone by removing it', () => {
    for (const { label, preparation: after } of remediesFor(finding, preparation)) {
      expect(simplified(after), label).not.toEqual(preparation);
      const done = doneAbout(finding, after);
      expect(done?.without, label).toBeTruthy();
      // It is not offered again.
      expect(remediesFor(finding, after).map((remedy) => remedy.label)).not.toContain(label);
      const undone = decisionsOf(after).reduce<Preparation>(
        (before) => decisionsOf(before)[0]?.without ?? before,
        after,
      );
      expect(simplified(undone), label).toEqual(preparation);
    }
  });
});

test('labels corrected by hand are one decision; a row has one correction', () => {
  const once = withCorrection([], { row: 8, label: 'a' });
  const twice = withCorrection(withCorrection(once, { row: 3, label: 'b' }), {
    row: 8,
    label: 'c',
  });
  expect(twice).toEqual([
    { row: 3, label: 'b' },
    { row: 8, label: 'c' },
  ]);
  const [decision] = decisionsOf({ ...preparation, corrections: twice });
  expect(decision?.words).toBe('2 labels were corrected by hand');
  expect(simplified(decision?.without ?? preparation)).toEqual(preparation);
});

test('a second fix for conflicting labels takes the place of the first', () => {
  const finding: Finding = { kind: 'conflictingLabels', rows };
  const [frequent] = remediesFor(finding, preparation);
  const after = frequent?.preparation ?? preparation;
  const dropping = remediesFor(finding, after).find(({ label }) => label.startsWith('Leave'));
  expect(dropping?.preparation.fixes).toEqual([{ finding: 'conflictingLabels', action: 'drop' }]);
});

test('equal decisions have equal JSON, whatever the way to them', () => {
  const [repair] = remediesFor({ kind: 'mojibake', rows }, preparation);
  const undone = decisionsOf(repair?.preparation ?? preparation)[0]?.without ?? preparation;
  expect(JSON.stringify(simplified(undone))).toBe(JSON.stringify(preparation));
});

describe('ready to train', () => {
  const spelling: Finding = {
    kind: 'labelSpelling',
    rows,
    isSure: true,
    groups: [
      { labels: [count('bug', 90), count('BUG', 1), count('bugs', 1)], into: 'bug' },
      { labels: [count('praise', 40), count('Praise', 1)], into: 'praise' },
    ],
  };

  test('three groups, and a line that says the first that matters', () => {
    const all = readinessOf(findings, preparation);
    expect(all.mustFix.map(({ kind }) => kind)).toEqual(['labelSpelling', 'loneLabels']);
    expect(all.handled.map(({ kind }) => kind)).toEqual([
      'emptyTexts',
      'emptyLabels',
      'duplicates',
      'conflictingLabels',
    ]);
    expect(all.mustFix.length + all.look.length + all.handled.length).toBe(findings.length);
    expect(readinessWords(all)).toBe('Not yet: 2 things to fix first.');
    expect(readinessWords(readinessOf([], preparation))).toBe('Yes. Nothing stands out.');
    expect(readinessWords(readinessOf([{ kind: 'nearDuplicates', rows }], preparation))).toBe(
      'Yes. 1 thing is worth a look: 2 near duplicates.',
    );
  });

  test('spellings of several labels are one finding, merged by one button and undone as one', () => {
    expect(wordsOf(spelling).title).toBe('5 labels look like 2 with different spellings');
    const [merge] = remediesFor(spelling, preparation);
    const after = merge?.preparation ?? preparation;
    expect(after.labelling?.changes).toEqual([
      { from: 'BUG', to: 'bug' },
      { from: 'bugs', to: 'bug' },
      { from: 'Praise', to: 'praise' },
    ]);
    expect(readinessOf([spelling], after).handled).toHaveLength(1);
    const undone = doneAbout(spelling, after)?.without ?? after;
    expect(simplified(undone)).toEqual(preparation);
  });

  test('a label that the user keeps apart is no finding any more, and comes back', () => {
    const after = mergedSpellings(preparation, spelling.groups, new Set(['bugs']));
    expect(after.labelling?.changes).toContainEqual({ from: 'bugs', to: 'bugs' });
    const left: Finding = { ...spelling, groups: [{ labels: [count('bug', 91), count('bugs', 1)], into: 'bug' }] };
    expect(readinessOf([left], after)).toEqual({ mustFix: [], look: [], handled: [] });
    const words = decisionsOf(after).map((decision) => decision.words);
    expect(words).toContain('“bugs” stays a label of its own');
    const kept = decisionsOf(after).find((decision) => decision.words.includes('stays'))?.without ?? after;
    expect(readinessOf([left], kept).mustFix).toHaveLength(1);
  });

  test('the safe fixes are those that nobody would do otherwise, all at once', () => {
    const some: Finding[] = [spelling, ...findings.filter(({ kind }) => kind !== 'labelSpelling')];
    const { fixes, preparation: after } = safeFixesFor(readinessOf(some, preparation), preparation);
    expect(fixes.map(({ finding, changesTexts }) => [finding.kind, changesTexts])).toEqual([
      ['labelSpelling', false],
      ['placeholderTexts', false],
      ['mojibake', true],
      ['quotedTexts', true],
      ['escapedBreaks', true],
      ['brokenEntities', true],
    ]);
    expect(after).toEqual({
      ...preparation,
      labelling: expect.objectContaining({ changes: expect.any(Array) as unknown }) as unknown,
      cleaning: expect.objectContaining({
        steps: ['mojibake', 'outerQuotes', 'escapedBreaks', 'brokenEntities'],
      }) as unknown,
      fixes: [{ finding: 'placeholderTexts', action: 'drop' }],
    });
    const unsure: Finding = { ...spelling, isSure: false };
    expect(safeFixesFor(readinessOf([unsure], preparation), preparation).fixes).toEqual([]);
  });
});
