// What a prepared set looks like, in numbers.

import type { ClassCount } from '../domain/dataset';

/** How many rows each class has, the most frequent first. */
export function countClasses(labels: string[], labelIds: Uint16Array): ClassCount[] {
  const counts = new Uint32Array(labels.length);
  for (const id of labelIds) counts[id] = (counts[id] ?? 0) + 1;
  return labels
    .map((label, id) => ({ label, count: counts[id] ?? 0 }))
    .toSorted((a, b) => b.count - a.count);
}
