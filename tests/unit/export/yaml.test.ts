// The front matter of model cards, read back by PyYAML and huggingface_hub.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foreignCard } from '../../../src/export/foreignCard';
import { modelCard } from '../../../src/export/modelCard';
import { runOracle } from '../../support/python';
import { trainedModel } from '../../support/trainedModel';

const names = [
  ...[
    'a: b',
    'yes',
    'null',
    '1.0',
    '2024-01-01',
    '- x',
    '#no',
    '@at',
    '`tick',
    '{a}',
    '[b]',
    '%p',
    '~',
    '!tag',
    '&a *b',
  ],
  ...['"q" \\ back', 'it’s “so”', "it's", 'line\nbreak', 'tab\t', '  spaces  ', '---', 'a\n---\nb: c', '😀 Übung 漢字'],
  ...['\u0000nul', '\u007fdel', '\u0085next', '\u009ac1', '\u2028ls', '\ufeffbom', `${'x'.repeat(200)} y z`],
];

test('odd names come back as they are', () => {
  const cards = names.flatMap((name) => {
    const model = { ...trainedModel(['a', 'b']), name, base: { name, hub: null, license: name } };
    const recipe = { baseModel: 'x', maxTokens: 64, truncation: 'start' } as const;
    const { labels, task, createdAt } = model;
    const added = {
      labels,
      task,
      createdAt,
      name,
      base: model.base,
      id: 'x',
      origin: 'added',
      recipe,
      notes: [],
    } as const;
    return [modelCard(model, '0'), foreignCard({ ...added, notes: [], pooling: 'first' }, '0', 'single')];
  });
  const folder = mkdtempSync(join(tmpdir(), 'hone-cards-'));
  const file = join(folder, 'cards.json');
  writeFileSync(file, JSON.stringify(cards));
  const { status, out } = runOracle('read_cards.py', [file]);
  rmSync(folder, { recursive: true });
  expect(status, out).toBe(0);
  const read = JSON.parse(out) as { license: string; base_model: string; name: string | null; hub: string[] }[];
  expect(read.map(({ license }) => license)).toEqual(names.flatMap((name) => [name, name]));
  expect(read.map(({ base_model: base }) => base)).toEqual(names.flatMap((name) => [name, name]));
  expect(read.map(({ name }) => name)).toEqual(names.flatMap((name) => [name, null]));
  read.forEach(({ hub: [license, base] }, index) => {
    expect([license, base]).toEqual([names[index >> 1], names[index >> 1]]);
  });
});
