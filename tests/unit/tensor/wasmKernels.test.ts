// Every kernel for the processor against its reference implementation, on one thread.

import { beforeAll, expect, test } from 'vitest';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { createWasmDevice, type WasmDevice } from '../../../src/tensor/wasm/wasmDevice';
import { largestError } from '../../support/kernelCase';
import { kernelCases } from '../../support/kernelCases';
import { wasmTolerance } from '../../support/wasmTolerance';

let device: WasmDevice;
beforeAll(async () => {
  device = await createWasmDevice({ threads: 1 });
});

test.each(kernelCases)('$name', async (kernelCase) => {
  const wanted = await kernelCase.run(createReferenceDevice());
  const { output, error } = largestError(await kernelCase.run(device), wanted);
  expect(error, output).toBeLessThan(wasmTolerance(kernelCase.name));
});
