// What is taken away holds nothing of the rows' texts, of other columns, and of decisions that quote them.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { hashPassage, textCleaner } from '../../../../src/data/clean/cleanText';
import { sha256OfText } from '../../../../src/data/clean/sha256';
import { noCleaning } from '../../../../src/domain/cleaning';
import { exportParts, type ExportPart } from '../../../../src/domain/exportParts';
import type { ModelTrainedHere } from '../../../../src/domain/run';
import type { SplitChoice } from '../../../../src/domain/splitChoice';
import { readHoneFile } from '../../../../src/export/honeFile';
import { readPageSettings } from '../../../../src/page/settings';
import { commonFiles } from '../../../../src/pipeline/export/commonFiles';
import type { ExportSource } from '../../../../src/pipeline/export/exportSource';
import { partFiles } from '../../../../src/pipeline/export/parts';
import { withoutRowText } from '../../../../src/pipeline/export/withoutRowText';
import { tinySource } from '../../../support/tinyExport';
import { tinyModel } from '../../../support/tinyModels';
import { tracesOf } from '../../../support/traces';

const canary = 'q7xcanary4d1e8a60b2';
const passages = [`Sent by ${canary} from my little phone.`, `A second ${canary} sentence that many texts share`];
const labels = ['good', 'bad'];

/** A model that was trained on rows with the canary in all that quotes them. */
function quoting(model: ModelTrainedHere): ModelTrainedHere {
  const choice: SplitChoice = { kind: 'column', column: 3, parts: [[canary, 'test']], overlap: 'keep' };
  return {
    ...model,
    preparation: {
      columns: { text: 0, label: 1 },
      labelling: {
        source: { kind: 'one' },
        changes: [
          { from: canary, to: 'good' },
          { from: `${canary} 2`, to: null },
          { from: 'fine', to: `${canary} 3` },
        ],
      },
      cleaning: { ...noCleaning, steps: ['trim'], removeWords: ['chosen'], removePassages: passages },
      corrections: [
        { row: 3, label: canary },
        { row: 5, label: `${canary} 2` },
      ],
      split: choice,
    },
    split: {
      choice,
      column: 'a column',
      facts: {
        ...model.split.facts,
        values: [{ value: canary, rows: 3, part: 'test', recognized: false }],
        time: { unreadable: 0, ambiguous: false, validationFrom: canary, testFrom: canary },
      },
    },
  };
}

function source(): ExportSource {
  const run = {
    architecture: 'bert' as const,
    recipe: { depth: 'topLayers' as const, method: 'lora' as const },
    pooling: 'first' as const,
    labels,
    task: 'singleLabel' as const,
  };
  const files = tinyModel('bert');
  const own = tinySource(run);
  return {
    ...own,
    model: withoutRowText(quoting(own.model)),
    choice: { parts: exportParts, precision: 'single' },
    baseFiles: {
      ...own.baseFiles,
      names: [...files.keys()],
      bytes: (name) => Promise.resolve(new Uint8Array(files.get(name) ?? []).buffer),
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

const withoutRows = exportParts.filter((part) => part !== 'training');

test.each(['the files of every download', ...withoutRows] as const)('%s', async (part) => {
  vi.stubGlobal('self', { location: { href: 'http://localhost/assets/worker.js' } });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<title>%TITLE%</title>')));
  const files = exportParts.includes(part as ExportPart)
    ? await partFiles[part as ExportPart](source())
    : await commonFiles(source());
  expect(files.length).toBeGreaterThan(0);
  for (const { name, content } of files) {
    const pieces = typeof content === 'string' ? [content] : content instanceof Blob ? [content] : [...content];
    const bytes = await new Blob(pieces).bytes();
    expect(tracesOf(canary, name, bytes)).toEqual([]);
  }
});

test('what is left is read again, and cleans new texts alike', () => {
  const model = quoting(
    tinySource({ architecture: 'bert', recipe: {}, pooling: 'first', labels, task: 'singleLabel' }).model,
  );
  const taken = withoutRowText(model) as ModelTrainedHere;
  const { preparation } = taken;
  expect(preparation.corrections).toEqual([
    { row: 3, label: 'good' },
    { row: 5, label: 'another label' },
  ]);
  expect(preparation.labelling?.changes.map(({ to }) => to)).toEqual(['good', null, 'another label']);
  const { id, origin, dataSetId, preparedSetId, pooling, ...rest } = taken;
  const file = JSON.stringify({ formatVersion: 1, model: rest });
  expect(readHoneFile(file, { labels, task: 'singleLabel' })).toEqual({ model: rest });
  const page = { title: '', maxTokens: 9, truncation: 'start', cleaning: preparation.cleaning, allowedOrigins: [] };
  expect(readPageSettings(page).cleaning).toEqual(preparation.cleaning);
  // Taken away once more, nothing changes.
  expect(withoutRowText(taken)).toEqual(taken);
});

test('passages are recognised by their hashes as by themselves', () => {
  const word = fc.constantFrom('a', 'bb', ' ', '\n', 'ä', '👍', passages[0] ?? '', 'end.');
  const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), fc.array(text, { maxLength: 3 }), (texts, removePassages) => {
      const plain = textCleaner({ ...noCleaning, removePassages });
      const hashed = textCleaner({ ...noCleaning, passageHashes: removePassages.map(hashPassage) });
      for (const own of texts) expect(hashed(own)).toBe(plain(own));
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('SHA-256 is Node’s', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(sha256OfText(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }),
    { numRuns: 300, seed: 1 },
  );
});
