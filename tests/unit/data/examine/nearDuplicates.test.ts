import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NearDuplicates, nearlyTheSame, normalizeText } from '../../../../src/data/examine/nearDuplicates';
import { seededRandom } from '../../../../src/domain/random';
import pythonPairs from '../../../fixtures/jaccard.json';
import { dataLines } from '../../../support/dataFiles';

function groupsOf(texts: string[]): number[] {
  const found = new NearDuplicates();
  texts.forEach((text) => found.add(text));
  return [...found.groups()];
}

function shingles(text: string): Set<string> {
  const padded = ` ${normalizeText(text)} `;
  const count = Math.max(1, padded.length - 4);
  return new Set(Array.from({ length: count }, (_, at) => padded.slice(at, at + 5)));
}

function jaccard(a: Set<string>, b: Set<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const shingle of small) if (large.has(shingle)) shared++;
  return shared / (a.size + b.size - shared);
}

/** All pairs of at least this similarity, each compared with each. */
function pairsByBruteForce(texts: string[], atLeast: number): [number, number][] {
  const sets = texts.map(shingles);
  const pairs: [number, number][] = [];
  sets.forEach((a, row) => {
    for (let other = 0; other < row; other++) {
      const b = sets[other] ?? a;
      if (Math.min(a.size, b.size) < atLeast * Math.max(a.size, b.size)) continue;
      if (jaccard(a, b) >= atLeast) pairs.push([other, row]);
    }
  });
  return pairs;
}

/** The lowest row that each row is connected with. */
function connect(rows: number, pairs: [number, number][]): number[] {
  const groups = [...new Array<number>(rows).keys()];
  for (const [a, b] of pairs) {
    const [low = 0, high = 0] = [groups[a] ?? 0, groups[b] ?? 0].toSorted((x, y) => x - y);
    groups.forEach((group, row) => group === high && (groups[row] = low));
  }
  return groups;
}

const sst2 = dataLines('sst2/train.tsv').map((line) => line.split('\t')[0] ?? '');
const sms = dataLines('sms_spam_uci/SMSSpamCollection.tsv').map((line) => line.split('\t')[1] ?? '');

/** What happens to a text that is copied by hand or by a program. */
function nearCopy(text: string, random: () => number): string {
  const words = text.split(' ');
  const at = Math.floor(random() * words.length);
  const changes = [
    () => text.toUpperCase(),
    () => `${text.replaceAll(/\s/g, '  ')} !!!`,
    () => words.toSpliced(at, 1).join(' '),
    () => words.toSpliced(at, 0, 'really').join(' '),
    () => words.with(at, 'xyz').join(' '),
    () => `${text} http://t.co/${Math.floor(random() * 1e6)}`,
  ];
  return changes[Math.floor(random() * changes.length)]?.() ?? text;
}

describe('near duplicates', () => {
  // A fixture: tools/fixtures/make_jaccard.py. Short texts are compared exactly.
  test('are those whose similarity is 0.8 by Python', () => {
    for (const [one, two, similarity] of pythonPairs as [string, string, number][]) {
      expect(jaccard(shingles(one), shingles(two))).toBeCloseTo(similarity, 6);
      const together = groupsOf([one, two])[1] === 0;
      if (similarity < nearlyTheSame) expect(together, one).toBe(false);
      // Where they share a band, which is all but certain.
      if (similarity > 0.85) expect(together, one).toBe(true);
    }
  });

  test.each([
    ['SST-2', sst2],
    ['SMS', sms],
  ])('of %s are those that comparing each with each finds', (name, all) => {
    const random = seededRandom(7);
    const own = all.slice(0, 1500).filter((text) => text !== '');
    const planted = own.filter((_, row) => row % 5 === 0).map((text) => nearCopy(text, random));
    const texts = [...own, ...planted];
    const pairs = pairsByBruteForce(texts, nearlyTheSame);
    const groups = groupsOf(texts);
    const found = pairs.filter(([a, b]) => groups[a] === groups[b]).length;
    // What lies in a group without being similar or connected was put there by an estimate.
    const exact = connect(texts.length, pairs);
    const sets = texts.map(shingles);
    let together = 0;
    let right = 0;
    let least = 1;
    groups.forEach((group, row) => {
      if (group === row) return;
      together++;
      if (exact[row] === exact[group]) right++;
      else least = Math.min(least, jaccard(sets[row] ?? new Set(), sets[group] ?? new Set()));
    });
    const recall = found / pairs.length;
    const precision = right / together;
    console.log(
      `${name}: ${pairs.length} pairs in ${texts.length} rows; recall ${recall.toFixed(4)}, ` +
        `precision ${precision.toFixed(4)}, least similarity of a wrong one ${least.toFixed(2)}`,
    );
    expect(pairs.length).toBeGreaterThan(150);
    expect(recall).toBeGreaterThan(0.98);
    expect(precision).toBeGreaterThan(0.98);
    expect(least).toBeGreaterThan(0.65);
  });

  test('differ in case, space and punctuation only, or little in a long text', () => {
    const long = sst2.slice(0, 40).join(' ');
    const texts = [
      'Great phone!',
      long,
      'great   PHONE',
      'Great food!',
      `${long} It also has a new ending.`,
      '😀',
      '!!!',
      '😀 ',
      'ok',
      'no',
    ];
    expect(groupsOf(texts)).toEqual([0, 1, 0, 3, 1, 5, 6, 5, 8, 9]);
  });

  test('of any texts: copies are together, the order of rows does not matter for them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30, unit: 'grapheme' }), { maxLength: 30 }), (texts) => {
        const groups = groupsOf([...texts, ...texts.map((text) => ` ${text} `)]);
        texts.forEach((_, row) => expect(groups[texts.length + row]).toBe(groups[row]));
        groups.forEach((group, row) => {
          expect(group).toBeLessThanOrEqual(row);
          expect(groups[group]).toBe(group);
        });
      }),
    );
  });

  test('of a set without rows are none', () => {
    expect(groupsOf([])).toEqual([]);
  });

  // Comparing each with each would take minutes; a test that hangs has failed.
  test('are found in ten thousand rows that are all the same, empty, or made from one template', () => {
    const rows = 10_000;
    const same = groupsOf(new Array<string>(rows).fill('The same in each row, word for word.'));
    expect(same.every((group) => group === 0)).toBe(true);
    expect(groupsOf(new Array<string>(rows).fill('')).every((group) => group === 0)).toBe(true);
    const order = (row: number) => `Your order ${hashed(row)} of ${hashed(row + rows)} was sent today.`;
    const template = groupsOf(Array.from({ length: rows }, (_, row) => order(row)));
    expect(new Set(template).size).toBeGreaterThan(rows * 0.99);
  });
});

const hashed = (value: number) => Math.floor(seededRandom(value)() * 1e9);
