// Planted findings are found with their rows; sets without them are left in peace.

import { describe, expect, test } from 'vitest';
import { DataSetExamination } from '../../../../src/data/examine/dataSetExamination';
import { markerOf } from '../../../../src/data/examine/findingMarks';
import type { RowLabels } from '../../../../src/data/clean/labels';
import { loadLanguageDetector } from '../../../../src/data/examine/language';
import { seededRandom } from '../../../../src/domain/random';
import type { Finding, FindingKind } from '../../../../src/domain/health';
import { dataLines } from '../../../support/dataFiles';

const detectLanguage = await loadLanguageDetector();

function examine(rows: [text: string, labels: RowLabels][]) {
  const countTokens = (text: string) => text.split(/\s+/).length;
  const examination = new DataSetExamination({
    rowCount: rows.length,
    countTokens,
    detectLanguage,
  });
  for (const [text, labels] of rows) examination.add(text, labels);
  for (const [text, labels] of rows) examination.addAgain(text, labels);
  return examination.finish();
}

function only<Kind extends FindingKind>(findings: Finding[], kind: Kind) {
  return findings.filter((finding): finding is Finding & { kind: Kind } => finding.kind === kind);
}

const topics = 'weather teaching bathroom harbour kitchen thoughts neighbours railways'.split(' ');
const verbs = 'closes opens improves burns floods shines empties grows'.split(' ');
const random = seededRandom(5);
const draw = (words: string[]) => words[Math.floor(random() * words.length)] ?? '';
/** Different texts without anything remarkable. */
const plain = (count: number, label: (row: number) => string): [string, string[]][] =>
  Array.from({ length: count }, (_, row) => [
    `${row} the ${draw(topics)} which ${draw(verbs)} ${Math.floor(random() * 1e6)} ${draw(topics)} ${draw(verbs)}`,
    [label(row)],
  ]);
const half = (row: number) => (row % 2 === 0 ? 'a' : 'b');

describe('in labels', () => {
  test('nothing stands out', () => {
    const { findings, classes, tokenLengths } = examine(plain(200, half));
    expect(findings).toEqual([]);
    expect(classes).toEqual([
      { label: 'a', count: 100 },
      { label: 'b', count: 100 },
    ]);
    expect(tokenLengths[8]).toBe(200);
  });

  test('spelling, placeholders, small classes, imbalance, missing labels', () => {
    const rows = plain(300, (row) =>
      row < 3 ? 'alhpa beta' : row < 6 ? 'n/a' : row < 10 ? 'rare' : row < 30 ? 'few' : 'alpha beta',
    );
    rows.push(['a text of which nobody said what it is', []]);
    const labelled = rows.map(([text, own]): [string, RowLabels] => [text, own.length > 0 ? own : 'none']);
    const { findings } = examine(labelled);
    expect(findings.map(({ kind }) => kind)).toEqual([
      'labelSpelling',
      'placeholderLabels',
      'smallClasses',
      'imbalance',
      'emptyLabels',
    ]);
    expect(only(findings, 'labelSpelling')[0]).toMatchObject({ groups: [{ into: 'alpha beta' }], isSure: true });
    expect(Array.from(only(findings, 'labelSpelling')[0]?.rows ?? [])).toEqual([0, 1, 2]);
    expect(only(findings, 'smallClasses')[0]?.labels).toEqual([{ label: 'rare', count: 4 }]);
    expect(only(findings, 'imbalance')[0]).toMatchObject({
      largest: { label: 'alpha beta', count: 270 },
      smallest: { label: 'few', count: 20 },
    });
    expect(Array.from(only(findings, 'emptyLabels')[0]?.rows ?? [])).toEqual([300]);
  });
});

describe('in texts', () => {
  test('repeats, conflicts and near duplicates', () => {
    const near = 'the harbour was closed all day because of the storm that came in from the west';
    const rows: [string, string[]][] = [
      ...plain(100, half),
      ['said twice', ['a']],
      [' said twice ', ['a']],
      ['said otherwise', ['a']],
      ['said otherwise', ['b']],
      [near, ['a']],
      [`${near}!`, ['a']],
    ];
    const { findings } = examine(rows);
    const rowsOf = (kind: FindingKind) => Array.from(only(findings, kind)[0]?.rows ?? []);
    expect(rowsOf('duplicates')).toEqual([101]);
    expect(rowsOf('conflictingLabels')).toEqual([102, 103]);
    expect(rowsOf('nearDuplicates')).toEqual([104, 105]);
  });

  test('a word that gives a label away, and a label that its texts name', () => {
    const rows = plain(400, (row) => (row % 4 === 0 ? 'refund' : 'other'));
    rows.forEach((row, index) => {
      // In half of the refunds and one other; named in a quarter of them.
      if (index % 8 === 0 || index === 1) row[0] += ' TICKET#77';
      if (index % 16 === 0) row[0] += ', a Refund.';
    });
    const { findings } = examine(rows);
    const [giveAway] = only(findings, 'giveAway');
    expect(giveAway).toMatchObject({ word: 'ticket', label: 'refund', coverage: 0.5 });
    expect(giveAway?.precision).toBeCloseTo(50 / 51);
    expect(giveAway?.rows).toHaveLength(51);
    const [named] = only(findings, 'labelInText');
    expect(named).toMatchObject({ label: 'refund', ownShare: 0.25, otherShare: 0 });
    const text = rows[0]?.[0] ?? '';
    const marked = named && markerOf(named)(text).map(([a, b]) => text.slice(a, b));
    expect(marked).toEqual(['Refund']);
  });

  test.each([
    ['4', (label: string) => `rating ${label}: `],
    ['正面', (label: string) => `这家店是${label}的，`],
  ])('a label, %s, that each of its texts has', (label, start) => {
    const rows = plain(200, (row) => (row % 2 === 0 ? label : 'other'));
    for (const row of rows) if (row[1][0] === label) row[0] = start(label) + row[0];
    const [named] = only(examine(rows).findings, 'labelInText');
    expect(named).toMatchObject({ label, ownShare: 1, otherShare: 0 });
    const text = rows[0]?.[0] ?? '';
    expect(named && markerOf(named)(text).map(([a, b]) => text.slice(a, b))).toContain(label);
  });

  test('a frequent label is not given away by a frequent word', () => {
    const rows = plain(400, (row) => (row % 20 === 0 ? 'spam' : 'ham'));
    rows.forEach((row, index) => {
      if (index % 2 === 1 || index % 40 === 0) row[0] += ' thanks';
    });
    expect(examine(rows).findings.filter(({ kind }) => kind === 'giveAway')).toEqual([]);
  });

  test('boilerplate at both ends, and no turn of phrase', () => {
    const rows = plain(300, half);
    rows.forEach((row, index) => {
      if (index % 3 === 0) row[0] += '\nSent from my phone, please excuse typos.';
      if (index % 5 === 0) row[0] = `Dear customer service team of Acme. ${row[0]}`;
      if (index % 2 === 0) row[0] += ' Thank you!';
    });
    rows.forEach((row, index) => {
      if (index % 6 === 0) row[0] = row[0].replace(' Thank you!', '');
    });
    const passages = only(examine(rows).findings, 'boilerplate').map(({ passage }) => passage);
    expect(passages).toEqual(['Sent from my phone, please excuse typos.', 'Dear customer service team of Acme.']);
  });

  test('other languages', () => {
    const english = 'This is a perfectly ordinary English sentence about a';
    const rows = plain(100, half).map(([, own], row): [string, string[]] => [
      `${english} ${topics[row % 8]} that ${verbs[Math.floor(row / 8) % 8]} number ${row}.`,
      own,
    ]);
    for (const place of ['im Hafen', 'im Garten', 'in der Küche']) {
      rows.push([`Das ist ein ganz gewöhnlicher deutscher Satz über das Wetter ${place}.`, ['a']]);
    }
    const [finding] = only(examine(rows).findings, 'otherLanguages');
    expect(finding).toMatchObject({ language: 'en', others: [{ language: 'de', rows: 3 }] });
    expect(Array.from(finding?.rows ?? [])).toEqual([100, 101, 102]);
  });
});

describe('in public sets', () => {
  const summary = (rows: [string, string[]][]) =>
    Object.fromEntries(examine(rows).findings.map(({ kind, rows: own }) => [kind, own.length]));

  test('SMS spam: known duplicates, entities, phone numbers; no word gives spam away', () => {
    const rows = dataLines('sms_spam_uci/SMSSpamCollection.tsv').map((line): [string, string[]] => {
      const [label = '', text = ''] = line.split('\t');
      return [text, [label]];
    });
    // 414 exact duplicates: as Python counts them (SOURCE.md).
    const found = summary(rows);
    expect(found).toMatchObject({ duplicates: 414, imbalance: 747, html: 309, urls: 114 });
    expect(found).not.toHaveProperty('giveAway');
    expect(found).not.toHaveProperty('otherLanguages');
  });

  test('SST-2: 9 duplicates and next to nothing else', () => {
    const rows = dataLines('sst2/train.tsv').map((line): [string, string[]] => {
      const [text = '', label = ''] = line.split('\t');
      return [text, [label]];
    });
    expect(summary(rows)).toEqual({ duplicates: 9, nearEmptyTexts: 1 });
  });
});
