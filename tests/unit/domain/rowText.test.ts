// A row's text: one cell as it stands, or several joined; and what becomes of the columns when one of them is chosen.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnChoice,
  withFirstText,
  withLabelColumn,
  withSeparator,
  withTextToggled,
} from '../../../src/domain/columnChoice';
import { rowTextReader, textColumnsOf, textSeparators, textSource } from '../../../src/domain/rowText';

describe('the text of a row', () => {
  test('of one column is its cell, untouched; of a row that is too short, empty', () => {
    const read = rowTextReader({ text: 1 });
    expect(read(['id', '  a text\n', 'x'])).toBe('  a text\n');
    expect(read(['id'])).toBe('');
  });

  test.each([
    [['Login loop', 'I cannot log in.', 'bug'], 'Login loop\nI cannot log in.'],
    [['', 'I cannot log in.', 'bug'], 'I cannot log in.'],
    [['Login loop', ' \n', 'bug'], 'Login loop'],
    [['Login loop'], 'Login loop'],
    [[' Login loop ', '\tI cannot log in.\n', 'bug'], 'Login loop\nI cannot log in.'],
    [['', ' ', 'bug'], ''],
  ])('of two columns: %j', (cells, text) => {
    expect(rowTextReader(textSource([0, 1]))(cells)).toBe(text);
  });

  test('has the cells in the chosen order, with the chosen separator', () => {
    expect(rowTextReader(textSource([2, 0, 1], ' | '))(['a', 'b', 'c'])).toBe('c | a | b');
  });

  test('never begins or ends with a separator, nor has two in a row', () => {
    const cell = fc.constantFrom('', ' ', 'a', 'b c');
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 3, maxLength: 3 }),
        fc.constantFrom(...textSeparators),
        (cells, between) => {
          const text = rowTextReader(textSource([0, 1, 2], between))(cells);
          expect(text).toBe(text.trim());
          expect(text === '' ? [] : text.split(between).filter((part) => part === '')).toEqual([]);
        },
      ),
    );
  });
});

describe('the columns', () => {
  const [subject, message, channel, label] = [0, 1, 2, 3];
  const one = columnChoice([message], label);

  test('of one text are stored as they always were', () => {
    expect(JSON.stringify(one)).toBe('{"text":1,"label":3}');
    expect(JSON.stringify(withSeparator(one, ' | '))).toBe('{"text":1,"label":3}');
  });

  test('a second one joins where the file has it; both ways give the same', () => {
    const both = withTextToggled(one, subject);
    expect(both).toEqual({ text: subject, label, joined: { columns: [message], separator: '\n' } });
    expect(withTextToggled(columnChoice([subject], label), message)).toEqual(both);
    expect(withTextToggled(both, subject)).toEqual(one);
    expect(JSON.stringify(withTextToggled(both, subject))).toBe(JSON.stringify(one));
  });

  test('the last one stays', () => {
    expect(withTextToggled(one, message)).toEqual(one);
  });

  test('another first one of several comes to the front; one of none of them takes the first place', () => {
    const both = withSeparator(withTextToggled(one, subject), ' ');
    expect(textColumnsOf(withFirstText(both, message))).toEqual([message, subject]);
    expect(textColumnsOf(withFirstText(both, channel))).toEqual([channel, message]);
    expect(withFirstText(both, channel).joined?.separator).toBe(' ');
    expect(withFirstText(one, subject)).toEqual({ text: subject, label });
  });

  test('a label is in no text', () => {
    const both = withTextToggled(one, subject);
    expect(withLabelColumn(both, subject)).toEqual({ text: message, label: subject });
    expect(withLabelColumn(both, channel)).toEqual({ ...both, label: channel });
    // One column for both is refused when the rows are prepared, as ever.
    expect(withLabelColumn(one, message)).toEqual({ text: message, label: message });
    expect(withFirstText(both, label)).toEqual({ text: label, label });
    expect(textColumnsOf(withTextToggled(columnChoice([label], label), message))).toEqual([message]);
  });
});
