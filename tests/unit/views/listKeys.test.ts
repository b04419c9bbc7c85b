// Two equal keys in one list take the part of the page away that it is in. A key is the place in the list, unless nothing
// that a person or a file can call as they like is in it.

import { parse, type AST } from 'svelte/compiler';
import { expect, test } from 'vitest';

/** Keys that are ids of Hone's own, or of a list that stands in its source. */
const unique = new Set([
  // Places: a quarter, a bin's start, a row's index, a part's start in its text, a class's id.
  'at',
  'from',
  'id',
  'part.start',
  'row.index',
  'row.row',
  'trueId',
  'predictedId',
  'trueId * labels.length + predictedId',
  'column',
  'dot',
  'index (split.otherColumns)',
  'index (indices)',
  '`${finding.kind} ${index}`',
  'own (others)',
  // Names that the source lists.
  'choice',
  'depth',
  'delimiter',
  'field.key',
  'is',
  'key',
  'kind',
  'kind (kinds)',
  'label (encodings)',
  'model (embeddedModels)',
  'name (balancings)',
  'name (lists)',
  'name (methods)',
  'name (own)',
  'name (rows)',
  'name (splitNames)',
  'name (targetModuleChoices)',
  'name (truncations)',
  'offer.part',
  'order',
  'own (listSeparators)',
  'own (parts)',
  'precision',
  'quote',
  'separator',
  'stage',
  'step',
  // The names of a map.
  'label (classes.kept.slice(0, shown))',
]);

const files = import.meta.glob<string>('/src/**/*.svelte', { query: '?raw', import: 'default', eager: true });

test.each(Object.entries(files))('%s', (_, source) => {
  const keys: string[] = [];
  walk(parse(source, { modern: true }).fragment, (block) => {
    const { key, index, expression } = block;
    if (!key) return;
    const text = (node: { start: number; end: number }) => source.slice(node.start, node.end);
    const own = text(key as never);
    if (own === index || /\.id$/.test(own)) return;
    const known = unique.has(own) || unique.has(`${own} (${text(expression as never)})`);
    if (!known) keys.push(`{#each ${text(expression as never)} … (${own})}`);
  });
  expect(keys).toEqual([]);
});

/** Every `{#each}` in a part of a template. */
function walk(node: unknown, visit: (block: AST.EachBlock) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && node.type === 'EachBlock') visit(node as AST.EachBlock);
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) child.forEach((own) => walk(own, visit));
    else walk(child, visit);
  }
}
