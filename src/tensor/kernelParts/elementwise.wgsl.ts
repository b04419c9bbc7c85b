// What kernels share that go over the elements of one long view.

import { maxWorkgroups } from '../webgpu/kernelSource';

/** Lanes of a workgroup. */
export const lanes = 256;

/** Enough elements for each lane that adding the lanes' sums, or the parts of the norm, costs little beside them. */
const elementsPerLane = 16;

/** Workgroups for a number of elements. */
export const groupsFor = (length: number) => Math.min(maxWorkgroups, Math.ceil(length / (lanes * elementsPerLane)));
