// The depth that is taken where the user chose none.

import type { BaseModelId } from './baseModel';
import { fromCatalogue } from './catalogue';
import type { Depth } from './recipe';
import type { DepthEstimate } from './run';

/** Nobody is made to wait longer than this unasked, in seconds. */
const patience = 300;

/**
 * The deepest depth that is quick enough; of a model that is best with its head, or was taken for it, the head. A raw masked language model gets
 * a deeper one than the head, where one fits: the head is its weakest use.
 *
 * @param takenForItsHead whether the model was taken for what its head reached on these rows
 * @param estimates of the depths from the head on; none before anything was measured
 * @returns `undefined` where the depth stays as it is
 */
export function defaultDepth(
  id: BaseModelId,
  takenForItsHead: boolean,
  estimates: readonly DepthEstimate[],
): Depth | undefined {
  const entry = fromCatalogue(id);
  if (entry?.headFirst || (takenForItsHead && entry?.learned !== 'masked')) return 'head';
  const fitting = estimates.filter(({ seconds }) => seconds !== null);
  const affordable = fitting.filter(({ seconds }) => (seconds ?? Infinity) < patience).at(-1)?.depth;
  if (entry?.learned !== 'masked' || (affordable !== undefined && affordable !== 'head')) return affordable;
  if (estimates.length === 0) return 'topLayers';
  return fitting.find(({ depth }) => depth !== 'head')?.depth ?? affordable;
}
