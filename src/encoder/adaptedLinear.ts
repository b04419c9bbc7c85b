import { elementAt } from '../domain/element';
import type { ParameterLookup } from '../tensor/parameters';
import { linearLayer, type LinearLayer } from './linearLayer';
import type { LinearName } from './linearNames';
import { hasOneAdapter, partOwners, type LoraShape } from './lora';

/** A linear layer of an encoder layer, with the adapter that the store holds. */
export function adaptedLinear(
  store: ParameterLookup,
  index: number,
  name: LinearName,
  adapters: LoraShape | null,
): LinearLayer {
  const path = `layers.${index}.${name}`;
  const layer = linearLayer(store, path);
  const down = store.find(`${path}.adapter.down`);
  const up = store.find(`${path}.adapter.up`);
  if (!adapters || !down || !up) return layer;
  const { rank, alpha, targets } = adapters;
  const adapter = { down, up, rank: elementAt(down.shape, 1), scale: alpha / rank };
  if (hasOneAdapter(name, targets)) return { ...layer, adapter };
  const blocks = { rows: rank, columns: layer.outputs / 3, owner: partOwners(targets) };
  return { ...layer, adapter: { ...adapter, blocks } };
}
