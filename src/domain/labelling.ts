// How the cells of a row become the names of its classes.

import type { TaskType } from './task';

/** Where a row's labels stand. */
export type LabelSource =
  /** The label column's cell is the label. */
  | { kind: 'one' }
  /** It is a number: below `thresholds[i]` it is `names[i]`, above all of them the last name. */
  | { kind: 'ratings'; thresholds: number[]; names: string[] }
  /** It holds any number of labels: with a separator between them, or as a list such as `["a", "b"]`. */
  | { kind: 'several'; separator: ListSeparator }
  /** Each of these columns is a label, and says yes or no. */
  | { kind: 'columns'; columns: number[] };

export type LabelSourceKind = LabelSource['kind'];

export const listSeparators = [';', ',', '|', '/', '#', 'list'] as const;
export type ListSeparator = (typeof listSeparators)[number];

/** A label of the file and the class it becomes; `null` leaves it out. One that stays itself is kept apart on purpose. */
export interface LabelChange {
  from: string;
  to: string | null;
}

/** The user's decisions about the labels. */
export interface Labelling {
  source: LabelSource;
  /** At most one for each label of the file. Two with the same `to` are merged. */
  changes: LabelChange[];
}

export const plainLabelling: Labelling = { source: { kind: 'one' }, changes: [] };

/** Whether each cell is its label as it stands. */
export function isPlain({ source, changes }: Labelling): boolean {
  return source.kind === 'one' && changes.length === 0;
}

/** What rows that are labelled so ask of a classifier. */
export function taskOfLabels({ source }: Labelling): TaskType {
  return source.kind === 'several' || source.kind === 'columns' ? 'multiLabel' : 'singleLabel';
}

/** What a label of the file is called after the changes; `null`: left out. */
export function renamer(changes: LabelChange[]): (label: string) => string | null {
  const names = new Map(changes.map(({ from, to }) => [from, to]));
  return (label) => (names.has(label) ? (names.get(label) ?? null) : label);
}

/**
 * A label of the file that is now called `name`, so that it follows later changes: the one of that name, or else the first
 * that was given it.
 *
 * @param inFile all labels of the file
 */
export function fileLabelOf(changes: LabelChange[], name: string, inFile: string[]): string {
  if (inFile.includes(name) && renamer(changes)(name) === name) return name;
  return changes.find(({ to }) => to === name)?.from ?? name;
}

/**
 * The changes after all labels that are now called `name` get another name: renamed, merged with the labels that have
 * that name already, or left out (`null`).
 */
export function renameLabel(changes: LabelChange[], name: string, to: string | null): LabelChange[] {
  const moved = changes.map((change) => (change.to === name ? { ...change, to } : change));
  if (!changes.some(({ from }) => from === name)) moved.push({ from: name, to });
  return moved.filter((change) => change.from !== change.to || changes.includes(change));
}

/** The changes after labels were kept apart from others that they look like. */
export function keepApart(changes: LabelChange[], names: string[]): LabelChange[] {
  return [...changes.filter(({ from }) => !names.includes(from)), ...names.map((name) => ({ from: name, to: name }))];
}

/** The changes after several labels got the same name. */
export function mergeLabels(changes: LabelChange[], names: string[], into: string | null): LabelChange[] {
  return names.filter((name) => name !== into).reduce((so, name) => renameLabel(so, name, into), changes);
}
