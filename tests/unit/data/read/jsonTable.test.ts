// JSON in the shapes that programs write: rows of the same texts and labels from each.

import { describe, expect, test } from 'vitest';
import orients from '../../../fixtures/json-orients.json';
import { dataFile, readRows } from '../../../support/tables';

const text = (content: string) => new Blob([content]);
const columnsAs = ({ columns, rows }: { columns: string[]; rows: string[][] }, wanted: string[]) =>
  rows.map((row) => wanted.map((name) => row[columns.indexOf(name)]));

describe('pandas', () => {
  test.each(Object.entries(orients.written))('orient %s', async (orient, content) => {
    const table = await readRows(text(content));
    const values = orient.startsWith('values');
    const names = values ? ['Column 1', 'Column 2', 'Column 3'] : ['utterance', 'intent', 'id'];
    expect(table.columns).toEqual(orient.endsWith('named') ? ['Key', ...names] : names);
    expect(columnsAs(table, names)).toEqual(orient.endsWith('shuffled') ? orients.shuffled : orients.rows);
  });

  test('columns that are longer than the beginning', async () => {
    const cells = (cell: (row: number) => string) =>
      `{${Array.from({ length: 20_000 }, (_, row) => `"${row}":"${cell(row)}"`).join()}}`;
    const content = `{"text":${cells((row) => `some words, number ${row}`)},"label":${cells((row) => 'ab'[row % 2] ?? '')}}`;
    const { columns, rows } = await readRows(text(content));
    expect(columns).toEqual(['text', 'label']);
    expect(rows).toHaveLength(20_000);
    expect(rows.at(-1)).toEqual(['some words, number 19999', 'b']);
  });

  test('lists of different lengths are refused', async () => {
    const content = `{"text":["${'a","'.repeat(9)}a"],"label":["x","y","z"],"more":["${'a","'.repeat(9)}a"]}`;
    const { columns } = await readRows(text(content));
    // The others belong together.
    expect(columns).toEqual(['text', 'more']);
  });
});

describe('cells', () => {
  test('numbers keep the text that they are written as', async () => {
    const ids = Array.from({ length: 20 }, (_, row) => `${100_000_000_000_000_001n + BigInt(row)}`);
    for (const [open, between, close] of [
      ['', '\n', '\n'],
      ['[', ',', ']'],
    ] as const) {
      const content =
        open + ids.map((id) => `{"text":"a","id":${id},"score":1.0,"list":[${id},2e3]}`).join(between) + close;
      const { rows } = await readRows(text(content));
      expect(rows).toEqual(ids.map((id) => ['a', id, '1.0', `[${id},2e3]`]));
    }
  });

  test('names of members that are numbers stay in their order, and __proto__ is a name', async () => {
    const { columns, rows } = await readRows(text('[{"b":"x","10":"y","2":"z","__proto__":"w"}]'));
    expect(columns).toEqual(['b', '10', '2', '__proto__']);
    expect(rows).toEqual([['x', 'y', 'z', 'w']]);
  });

  test('objects to any depth are columns with dots; lists stay; what is empty is empty', async () => {
    const content = '{"review":{"text":"a","meta":{"stars":{"n":5}}},"tags":["x","y"],"none":[],"nan":NaN,"nil":{}}\n';
    const { columns, rows } = await readRows(text(content.repeat(2)));
    expect(columns).toEqual(['review.text', 'review.meta.stars.n', 'tags', 'none', 'nan']);
    expect(rows[1]).toEqual(['a', '5', '["x","y"]', '', '']);
  });

  test('two cells of one name are both kept', async () => {
    const { columns, rows } = await readRows(text('[{"a.b":"1","a":{"b":"2"},"c":"3","c":"4"}]'));
    expect(columns).toEqual(['a.b', 'a.b (2)', 'c', 'c (2)']);
    expect(rows).toEqual([['1', '2', '3', '4']]);
  });
});

describe('one after another', () => {
  const two = [
    ['a', 'x'],
    ['b', 'y'],
  ];

  test.each([
    ['printed over several lines', '{\n  "text": "a",\n  "label": "x"\n}\n{\n  "text": "b",\n  "label": "y"\n}\n'],
    ['without a line end', '{"text":"a","label":"x"}{"text":"b","label":"y"}'],
    ['with commas', '{"text":"a","label":"x"},\n{"text":"b","label":"y"},\n'],
  ])('%s', async (_, content) => {
    expect(await readRows(text(content))).toMatchObject({ columns: ['text', 'label'], rows: two });
  });

  test('after record separators', async () => {
    const long = 'some words '.repeat(9);
    const { columns, rows } = await readRows(text(`\x1E{"text":"${long}","label":"x"}\n`.repeat(2)));
    expect(columns).toEqual(['text', 'label']);
    expect(rows).toEqual([
      [long, 'x'],
      [long, 'x'],
    ]);
  });

  test('a first line that is broken', async () => {
    const { rows, odd } = await readRows(text('{"text": oops}\n{"text":"a","label":"x"}\n{"text":"b","label":"y"}\n'));
    expect(rows).toEqual(two);
    expect(odd.broken).toBe(1);
  });

  test('a record by itself', async () => {
    const { rows } = await readRows(text('{"text":"a","label":"x","more":{"n":1}}'));
    expect(rows).toEqual([['a', 'x', '1']]);
  });
});

describe('other programs', () => {
  test('Hugging Face’s data-set viewer: the rows, and how many have shortened cells', async () => {
    const rows = ['[]', '["text"]'].map(
      (cut, i) => `{"row_idx":${i},"row":{"text":"text ${i}","label":${i}},"truncated_cells":${cut}}`,
    );
    const features = '{"feature_idx":0,"name":"text","type":{"dtype":"string","_type":"Value"}}';
    const table = await readRows(
      text(`{"features":[${features},${features}],"rows":[${rows.join()}],"num_rows_total":2}`),
    );
    expect(table.columns).toEqual(['text', 'label']);
    expect(table.rows).toEqual([
      ['text 0', '0'],
      ['text 1', '1'],
    ]);
    expect(table.odd.shortened).toBe(1);
  });

  test('Label Studio: a row each annotation', async () => {
    const result = (choice: string) =>
      `{"value":{"choices":["${choice}"]},"id":"x","from_name":"sentiment","to_name":"text","type":"choices"}`;
    const annotation = (choice: string, cancelled = false) =>
      `{"id":1,"was_cancelled":${cancelled},"result":[${result(choice)}],"lead_time":3.5}`;
    const task = (id: number, annotations: string[]) =>
      `{"id":${id},"annotations":[${annotations.join()}],"predictions":[],"data":{"text":"text ${id}"},"meta":{}}`;
    const tasks = [
      task(1, [annotation('good')]),
      task(2, [annotation('bad'), annotation('good'), annotation('bad', true)]),
      task(3, []),
    ];
    const table = await readRows(text(`[${tasks.join()}]`));
    expect(table.columns).toEqual(['text', 'id', 'sentiment']);
    expect(table.rows).toEqual([
      ['text 1', '1', '["good"]'],
      ['text 2', '2', '["bad"]'],
      ['text 2', '2', '["good"]'],
      ['text 3', '3', ''],
    ]);
  });

  test('spaCy’s categories are the names of those that hold', async () => {
    const line = (yes: number) => `{"text":"a","cats":{"GOOD":${yes}.0,"BAD":${1 - yes}.0}}`;
    const table = await readRows(text(`${line(1)}\n${line(0)}\n`));
    expect(table).toMatchObject({
      columns: ['text', 'cats'],
      rows: [
        ['a', '["GOOD"]'],
        ['a', '["BAD"]'],
      ],
    });
    const tuples = await readRows(text('[["a",{"cats":{"GOOD":true,"BAD":false}}],["b",{"cats":{"GOOD":0.3}}]]'));
    expect(tuples.columns).toEqual(['Column 1', 'cats', 'cats.GOOD']);
    expect(tuples.rows[1]).toEqual(['b', '', '0.3']);
  });

  test('Prodigy: answers that reject are counted', async () => {
    const { columns, rows, odd } = await readRows(dataFile('cases/14-doccano-and-prodigy/prodigy_choice.jsonl'));
    expect(columns.slice(0, 4)).toEqual(['text', 'options', 'accept', 'answer']);
    expect(rows).toHaveLength(40);
    expect(odd.rejected).toBe(2);
    const empty = rows.flatMap((row, index) => (row[2] === '' ? [index + 1] : []));
    expect(empty).toEqual([7, 30]);
  });

  test('records within an answer of a service', async () => {
    const content =
      '{"took":3,"hits":{"total":{"value":2},"hits":[{"_source":{"text":"a"}},{"_source":{"text":"b"}}]}}';
    expect(await readRows(text(content), { kind: 'json' }).catch((error: unknown) => error)).toMatchObject({
      message: expect.stringMatching(/only one field, “_source.text”/),
    });
  });

  test('texts under the names of their labels', async () => {
    const { columns, rows } = await readRows(text('{"greet":["hi","hello","hey"],"bye":["so long","see you"]}'));
    expect(columns).toEqual(['Text', 'Label']);
    expect(rows.map((row) => row.join('/'))).toEqual([
      'hi/greet',
      'hello/greet',
      'hey/greet',
      'so long/bye',
      'see you/bye',
    ]);
  });
});

describe('is refused by name:', () => {
  test.each([
    ['a list of texts', '["one, two","three","four"]', /JSON list of 3 texts without labels/],
    [
      'comments',
      '[\n  // of ours\n  {"text":"a","label":"x"}\n]',
      /after row 0 \(line 2\): there is a comment, as JSON5/,
    ],
    ['a comment above', '// of ours\n[{"text":"a","label":"x"}]', /\(line 1\): there is a comment/],
    [
      'a comment within a row',
      '[\n{"text":"a","label":"x"},\n{"text":"b", /* no */\n"label":"y"}]',
      /after row 1 \(line 3\)/,
    ],
    ['Python', "[{'text': 'a', 'label': 'x'}, {'text': 'b', 'label': 'y'}]", /single quotes.*json\.dump/],
    [
      'names without quotes',
      '[{text: "a", label: "x"}, {text: "b", label: "y"}]',
      /a name has no quotation marks, as JSON5/,
    ],
    [
      'a comma too many',
      '[{"text":"a","label":"x"},\n]',
      /after row 1 \(line 2\): a bracket is closed.*comma too many/,
    ],
    [
      'a missing comma',
      '[{"text":"a","label":"x"}\n{"text":"b","label":"y"}]',
      /after row 1 \(line 2\): “{” stands where/,
    ],
    ['cut off', '[{"text":"a","label":"x"},{"text":"b","la', /broken or cut off after row 1/],
    [
      'broken far on',
      `[${'{"text":"a","label":"x"},\n'.repeat(40_000)}{"text": b}]`,
      /after row 40000 \(line 40,001\)/,
    ],
  ])('%s', async (_, content, words) => {
    await expect(readRows(text(content))).rejects.toThrow(words);
  });

  test.each([
    ['a web page', '<!DOCTYPE html>\n<html><body>words, words</body></html>', /web page \(HTML\), not a table/],
    ['XML', '<?xml version="1.0"?>\n<reviews><review label="x">a</review></reviews>', /This is XML.*read_xml/],
    [
      'XML without a declaration',
      '<reviews>\n<review label="x">a, b</review>\n<review label="y">b</review>\n</reviews>\n',
      /XML/,
    ],
    ['Weka', '% from\n@relation r\n@attribute text string\n@attribute label {x,y}\n@data\n"a",x\n', /Weka/],
    ['SQL', "-- dump\nCREATE TABLE t (a TEXT);\nINSERT INTO t VALUES ('a','b');\n", /SQL dump/],
  ])('%s', async (_, content, words) => {
    await expect(readRows(text(content))).rejects.toThrow(words);
  });

  test.each([
    ['<b>Great</b> thing,x\n<i>Bad</i> thing,y\n'],
    ['<br><br>Great thing,x\n<br>Bad thing,y\n'],
    ['[tag] some words,a\n{x} others,b\n'],
    ['{"a": 1},x\n{"a": 2},y\n'],
    ["['a', 'b'],x\n['c'],y\n"],
    ["{'a': 'b'},x\n{'a': 'c'},y\n"],
    ['{name}: hello,x\n{name}: bye,y\n'],
  ])('but not the CSV %j', async (content) => {
    const table = await readRows(text(content));
    expect(table.format.kind).toBe('delimited');
    expect(table.rows).toHaveLength(2);
  });
});

test('wherever the pieces are cut, the same is read', async () => {
  const { JsonRows } = await import('../../../../src/data/read/json/jsonRows');
  const { guessLayout } = await import('../../../../src/data/read/json/jsonLayout');
  const { readerOf } = await import('../../../../src/data/read/json/jsonReader');
  for (const content of Object.values(orients.written).map((own) => own.slice(0))) {
    const layout = guessLayout(content, true);
    const read = (size: number) => {
      const rows = new JsonRows();
      const reader = readerOf(layout ?? { kind: 'values' }, rows);
      for (let at = 0; at < content.length; at += size) reader.push(content.slice(at, at + size));
      const taken = [...reader.end()].flatMap(() => rows.take());
      return [...taken, ...rows.take()];
    };
    const whole = read(content.length);
    for (const size of [1, 2, 3, 7, 64]) expect(read(size)).toEqual(whole);
  }
});

describe('cases', () => {
  test('pandas’ to_json() as it is', async () => {
    const { columns, rows } = await readRows(dataFile('cases/11-json-pandas-orients/columns.json'));
    expect(columns).toEqual(['utterance', 'intent', 'len']);
    expect(rows).toHaveLength(40);
    expect(rows.filter((row) => row[1] === 'thank')).toHaveLength(20);
    expect(rows.at(-1)?.[0]).toMatch(/^I regret the afternoon .* since last October$/);
  });

  test('a list of names', async () => {
    const read = readRows(dataFile('cases/h07-json-list-of-names/categories.json'));
    await expect(read).rejects.toThrow(/a JSON list of 40 texts without labels/);
  });
});

describe('lists of one length', () => {
  const texts = (word: string, count = 12) => Array.from({ length: count }, (_, i) => `a ${word} text, number ${i}`);
  const read = (value: unknown) => readRows(new Blob([JSON.stringify(value)]));

  test('named by labels are the texts of each', async () => {
    const { columns, rows } = await read({ pos: texts('good'), neg: texts('bad') });
    expect(columns).toEqual(['Text', 'Label']);
    expect(rows).toHaveLength(24);
    expect(rows.at(-1)).toEqual(['a bad text, number 11', 'neg']);
  });

  test('also where the first is longer than the beginning that is looked at', async () => {
    const { columns, rows } = await read({ pos: texts('good', 30_000), neg: texts('bad', 30_000) });
    expect(columns).toEqual(['Text', 'Label']);
    expect(rows).toHaveLength(60_000);
  });

  test('are columns where one has labels, or is called as a column', async () => {
    const { rows } = await read({ words: texts('good'), sort: texts('').map((_, i) => (i % 2 ? 'a' : 'b')) });
    expect(rows).toHaveLength(12);
    expect((await read({ text: texts('good'), answer: texts('bad') })).rows).toHaveLength(12);
  });
});
