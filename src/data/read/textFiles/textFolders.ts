// Folders named by a label with one text a file in them, told by their paths alone: `pos/1.txt`, `train/neg/0_3.txt`.

import { namesASplit } from '../partNames';

/** Fewer files show no pattern. */
const fewestTexts = 6;
/** Of all files, so many are texts in such folders. */
const mostOfAll = 0.8;

/** Where in a path its label and its part of a split stand. */
export interface TextLayout {
  /** Parts of each text's path, its own name the last. */
  depth: number;
  /** Index of the folder that names the label. */
  label: number;
  /** Index of the folder that names the part, or `null`. */
  part: number | null;
}

/** What texts without a label lie in, as IMDb's do. */
const withoutLabel = /^(unsup|unsupervised|unlabel+ed)$/i;

/** How texts lie in folders named by their labels; `null` where the files do not lie so. */
export function textLayout(paths: string[]): TextLayout | null {
  const places = paths.filter(isTextName).map(partsOf);
  const depth = mostFrequent(places.map(({ length }) => length));
  const texts = places.filter(({ length }) => length === depth);
  if (texts.length < fewestTexts || texts.length < mostOfAll * paths.length) return null;
  const levels = Array.from({ length: depth - 1 }, (_, level) => new Set(texts.map((parts) => parts[level] ?? '')));
  const isSplit = levels.map(namesASplit);
  const label = levels.findLastIndex((names, level) => names.size > 1 && !isSplit[level]);
  if (label < 0) return null;
  const layout = { depth, label, part: isSplit.includes(true) ? isSplit.indexOf(true) : null };
  const counts = new Map<string, number>();
  for (const parts of texts) counts.set(parts[label] ?? '', (counts.get(parts[label] ?? '') ?? 0) + 1);
  const filled = [...counts].filter(([name, count]) => count > 1 && !withoutLabel.test(name));
  return filled.length > 1 ? layout : null;
}

/** A text's label, empty where it has none, and its part; `null` for a file that lies elsewhere. */
export function placeIn({ depth, label, part }: TextLayout, path: string): { label: string; part: string } | null {
  const parts = partsOf(path);
  if (parts.length !== depth || !isTextName(path)) return null;
  const name = parts[label] ?? '';
  return { label: withoutLabel.test(name) ? '' : name, part: part === null ? '' : (parts[part] ?? '') };
}

const partsOf = (path: string) => path.split('/');

/** Whether a file of this name may be one text: many have no ending, or a number. */
export function isTextName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  return ['', 'txt', 'text', 'md', 'eml', 'email', 'ascii'].includes(ending) || /^[\da-f]*\d[\da-f]*$/.test(ending);
}

function mostFrequent(values: number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
