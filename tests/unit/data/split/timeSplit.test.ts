import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnTimeColumn } from '../../../../src/data/split/moments';
import { splitByTime } from '../../../../src/data/split/timeSplit';
import { splitNames } from '../../../../src/domain/splitNames';

const read = (cells: string[], dayFirst = false) => {
  const column = learnTimeColumn(cells, dayFirst);
  return cells.map((cell) => column.read(cell));
};
const iso = (cell: string, dayFirst = false) => {
  const [time = null] = read([cell], dayFirst);
  return time === null ? null : new Date(time).toISOString();
};

describe('a time', () => {
  test.each([
    ['2024-05-03', '2024-05-03T00:00:00.000Z'],
    ['2024-05-03T10:20:30Z', '2024-05-03T10:20:30.000Z'],
    ['2024-05-03T10:20:30.250+02:00', '2024-05-03T08:20:30.250Z'],
    ['2024-05-03 10:20', '2024-05-03T10:20:00.000Z'],
    ['2024-05-03 10:20:30 UTC', '2024-05-03T10:20:30.000Z'],
    ['2024/5/3', '2024-05-03T00:00:00.000Z'],
    ['2024-05', '2024-05-01T00:00:00.000Z'],
    ['03.05.2024', '2024-05-03T00:00:00.000Z'],
    ['3.5.24 08:15', '2024-05-03T08:15:00.000Z'],
    ['5/31/2024 1:05 PM', '2024-05-31T13:05:00.000Z'],
    ['5/31/2024 12:05 am', '2024-05-31T00:05:00.000Z'],
    ['31/5/2024', '2024-05-31T00:00:00.000Z'],
    ['5/31/68', '2068-05-31T00:00:00.000Z'],
    ['5/31/69', '1969-05-31T00:00:00.000Z'],
    ['3 May 2024', '2024-05-03T00:00:00.000Z'],
    ['3. März 2024', '2024-03-03T00:00:00.000Z'],
    ['03-May-24', '2024-05-03T00:00:00.000Z'],
    ['May 3rd, 2024 10:00 am', '2024-05-03T10:00:00.000Z'],
    ['Fri, 03 May 2024 10:20:30 GMT', '2024-05-03T10:20:30.000Z'],
    ['Fri May 03 10:20:30 +0000 2024', '2024-05-03T10:20:30.000Z'],
    ['2023-02-29', null],
    ['2024-13-01', null],
    ['soon', null],
    ['3 Foo 2024', null],
    ['', null],
  ])('“%s” is %s', (cell, expected) => {
    expect(iso(cell)).toBe(expected);
  });

  test('is read as the whole column tells: day or month first', () => {
    const both = ['3/4/2024', '25/4/2024'];
    const [third = null] = read(both);
    expect(new Date(third ?? 0).toISOString()).toMatch(/^2024-04-03/);
    expect(learnTimeColumn(both, false).ambiguous).toBe(false);
    expect(learnTimeColumn(['3/4/2024', '5/4/2024'], false).ambiguous).toBe(true);
    expect(iso('3/4/2024')).toMatch(/^2024-03-04/);
    expect(iso('3/4/2024', true)).toMatch(/^2024-04-03/);
  });

  test('may be a number: Unix seconds, milliseconds, days, years; what is none is not read', () => {
    expect(read(['1714730000', '1714730001.5', 'n/a'])).toEqual([1714730000, 1714730001.5, null]);
    expect(read(['1999', '2024', '-3', '1e3'])).toEqual([1999, 2024, -3, 1000]);
    expect(read(['2024-05-03', '2024-05-04', '7'])[2]).toBeNull();
  });

  test('agrees with the browser on every day and minute', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        expect(iso(date.toISOString())).toBe(date.toISOString());
        expect(iso(date.toUTCString())).toBe(`${date.toISOString().slice(0, 19)}.000Z`);
      }),
    );
  });
});

test('the split of any times is past, then later, then latest; a moment is not torn; what has no time trains', () => {
  const times = fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(NaN)), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(times, (all) => {
      const splits = splitByTime(Float64Array.from(all), { validation: 0.1, test: 0.2 });
      const of = (split: number) => all.filter((_, row) => splits[row] === split);
      const [train = [], validation = [], latest = []] = splitNames.map((_, split) => of(split));
      const known = train.filter((time) => !Number.isNaN(time));
      expect([...validation, ...latest].every((time) => !Number.isNaN(time))).toBe(true);
      if (validation.length > 0) {
        expect(Math.max(-1, ...known)).toBeLessThan(Math.min(...validation));
      }
      if (latest.length > 0) {
        expect(Math.max(-1, ...known, ...validation)).toBeLessThan(Math.min(...latest));
      }
      if (new Set(all.filter((time) => !Number.isNaN(time))).size > 1 && all.length > 5) {
        expect(known.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});

test('times that all differ are split by the shares, to the row', () => {
  const splits = splitByTime(
    Float64Array.from({ length: 1000 }, (_, row) => 1000 - row),
    {
      validation: 0.1,
      test: 0.2,
    },
  );
  expect(splitNames.map((_, split) => splits.filter((own) => own === split).length)).toEqual([700, 100, 200]);
  expect(splits[0]).toBe(splitNames.indexOf('test'));
});
