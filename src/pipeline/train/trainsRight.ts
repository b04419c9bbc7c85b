// A graphics card's self-check at its first start in a browser, remembered as its tuning is.

import { trainingFault } from '../../encoder/trainingCheck';
import { getTuning, saveTuning } from '../../storage/tuning';
import type { StartedDevice } from '../../tensor/startDevice';
import { createWasmDevice } from '../../tensor/wasm/wasmDevice';

/** Whether a graphics card computes a training step as the processor does. A card without a name is checked each time. */
export async function trainsRight({ compute, device }: StartedDevice): Promise<boolean> {
  const key = compute.adapter && `training check of ${compute.adapter}`;
  const browser = navigator.userAgent;
  const before = key ? await getTuning(key).catch(() => null) : null;
  if (before?.['right'] === browser) return true;
  const processor = await createWasmDevice({ threads: 1 });
  try {
    const fault = await trainingFault(device, processor);
    if (fault) console.warn(`The graphics card computes wrongly: ${fault}.`);
    else if (key) await saveTuning(key, { right: browser }).catch(() => {});
    return fault === '';
  } catch (error) {
    console.warn('The graphics card could not be checked.', error);
    return false;
  } finally {
    processor.dispose();
  }
}
