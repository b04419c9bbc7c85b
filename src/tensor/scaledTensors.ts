// Weights of 8 bits in a checkpoint: beside each lies its scale, `<name>_scale`, as compressed-tensors names it in the format
// int-quantized (https://github.com/vllm-project/compressed-tensors). The numbers are symmetric around zero.

import { Failure } from '../domain/failures';
import type { StoredTensor } from './safetensors';

/**
 * A checkpoint's tensors, those of 8 bits with their scales, which then are no tensors of their own.
 *
 * @throws Failure `ModelBroken` naming the weight whose scale is missing, of another shape, or not symmetric
 */
export function scaledTensors(stored: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  const tensors = new Map(stored);
  for (const [name, tensor] of stored) {
    if (tensor.type !== 'I8') continue;
    const scales = stored.get(`${name}_scale`);
    if (!scales) throw refused(name, `it is stored in 8 bits, and “${name}_scale” is missing`);
    if (stored.has(`${name}_zero_point`)) throw refused(name, 'its 8-bit numbers are not centred on zero');
    checkShape(name, tensor, scales);
    // Not spread: the bytes are read when they are asked for.
    tensors.set(name, {
      type: tensor.type,
      shape: tensor.shape,
      scales,
      get bytes() {
        return tensor.bytes;
      },
    });
    tensors.delete(`${name}_scale`);
  }
  return tensors;
}

/** One scale of all, or one a row. */
function checkShape(name: string, { shape: [rows = 1] }: StoredTensor, { type, shape }: StoredTensor): void {
  const isNumber = type === 'F32' || type === 'F16' || type === 'BF16';
  const [count = 1, ...rest] = shape;
  if (isNumber && (count === 1 || count === rows) && rest.every((length) => length === 1)) return;
  const found = `${type} ${shape.join(' × ')}`;
  throw refused(
    name,
    `“${name}_scale” is ${found}, where one number a row (${rows} × 1) or one of all (1 × 1) belongs`,
  );
}

function refused(name: string, why: string): Failure {
  return new Failure(
    'ModelBroken',
    `The weight “${name}” can’t be used: ${why}. Save the model in half precision instead.`,
  );
}
