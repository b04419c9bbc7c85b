// Device memory that is given back together.

import type { Device, View } from './device';

/** Something that hands out device memory. */
export interface Memory {
  take(elements: number): View;
}

/** Allocations of a device, freed all at once. */
export class Allocations implements Memory {
  private readonly views: View[] = [];
  constructor(private readonly device: Device) {}

  /** @throws Failure `OutOfMemory` */
  take(elements: number): View {
    const view = this.device.allocate(elements);
    this.views.push(view);
    return view;
  }

  dispose(): void {
    for (const view of this.views) this.device.free(view);
    this.views.length = 0;
  }
}

/** Counts what would be taken: the estimate before anything is allocated comes from the code that allocates. */
export class MemoryEstimate implements Memory {
  elements = 0;

  take(elements: number): View {
    this.elements += elements;
    return { allocation: this, offset: 0, length: elements };
  }
}
