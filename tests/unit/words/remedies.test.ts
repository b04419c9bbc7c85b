// Every finding has words; every remedy changes the preparation, is listed, and has a way back.

import { describe, expect, test } from 'vitest';
import { simplified, type Preparation } from '../../../src/domain/preparation';
import { withCorrection } from '../../../src/domain/fixes';
import { summaryOf, wordsOf } from '../../../src/words/findings';
import { rowFindingKinds, type Finding } from '../../../src/domain/health';
import { decisionsOf, doneAbout } from '../../../src/words/decisions';
import { remediesFor } from '../../../src/words/remedies';

const rows = Uint32Array.of(3, 8);
const preparation: Preparation = { columns: { text: 0, label: 1 } };
const count = (label: string, own: number) => ({ label, count: own });

const findings: Finding[] = [
  ...rowFindingKinds.map((kind): Finding => ({ kind, rows })),
  { kind: 'personalData', rows, found: [{ kind: 'email', rows: 2 }] },
  { kind: 'labelSpelling', rows, labels: [count('ok', 50), count('OK', 2)], into: 'ok' },
  { kind: 'placeholderLabels', rows, labels: [count('n/a', 2)] },
  { kind: 'smallClasses', rows, labels: [count('x', 1), count('y', 1)] },
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

test('one calm line', () => {
  expect(summaryOf([])).toBe('Nothing stands out.');
  expect(summaryOf([{ kind: 'duplicates', rows }])).toBe('1 finding worth a look: 2 exact duplicates');
  expect(summaryOf(findings)).toMatch(new RegExp(`^${findings.length} findings worth a look: .*, …$`));
});
