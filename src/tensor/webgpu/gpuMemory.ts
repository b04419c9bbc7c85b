// Memory of the graphics card: one GPUBuffer an allocation.

import { Failure } from '../../domain/failures';
import type { DeviceCounters, View } from '../device';

/** One allocation. */
class GPUAllocation {
  constructor(
    readonly buffer: GPUBuffer,
    readonly bytes: number,
  ) {}
}

/** The buffer that a view lies in. */
export function bufferOf(view: View): GPUBuffer {
  if (view.allocation instanceof GPUAllocation) return view.allocation.buffer;
  throw new TypeError('This view belongs to another device.');
}

/** A view as a bind group takes it. */
export function bindingOf(view: View): GPUBufferBinding {
  return { buffer: bufferOf(view), offset: view.offset * 4, size: view.length * 4 };
}

const outOfMemory = (bytes: number) =>
  new Failure(
    'CardFailed',
    `The graphics card has no room for another ${Math.ceil(bytes / 2 ** 20)} MB. ` +
      'Choose a smaller model or shorter texts, or “Processor” under Advanced.',
  );

const refused = (cause: string) =>
  new Failure('CardFailed', 'The graphics card failed at a step. Choose “Processor” under Advanced.', { cause });

/** Staging buffers for reads up to this size are kept for the next read. */
const largestKeptStaging = 1 << 20;

export class GPUMemory {
  private allocatedBytes = 0;
  private failure: Failure | undefined;
  private readonly checks = new Set<Promise<void>>();
  private staging: GPUBuffer[] = [];

  constructor(
    private readonly device: GPUDevice,
    private readonly counters: DeviceCounters,
  ) {}

  /**
   * No browser tells how much memory a card has. Its largest possible buffer is taken for a lower bound: drivers
   * allow a quarter of the memory or more for one.
   */
  get freeElements(): number {
    const budget = Math.max(this.device.limits.maxBufferSize, 2 ** 30);
    return Math.max(0, Math.floor((budget - this.allocatedBytes) / 4));
  }

  /** Elements of the largest buffer that a kernel can bind whole. */
  get largestAllocation(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / 16) * 4;
  }

  allocate(elements: number): View {
    // Whole vectors of four, as the widest kernels bind them.
    const bytes = Math.max(16, Math.ceil(elements / 4) * 16);
    if (bytes > this.device.limits.maxBufferSize) throw outOfMemory(bytes);
    const buffer = this.createBuffer(
      bytes,
      GPUBufferUsage.STORAGE | GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    );
    this.allocatedBytes += bytes;
    return { allocation: new GPUAllocation(buffer, bytes), offset: 0, length: elements };
  }

  free(view: View): void {
    const { allocation } = view;
    if (!(allocation instanceof GPUAllocation)) return;
    allocation.buffer.destroy();
    this.allocatedBytes -= allocation.bytes;
  }

  /** Notes an error that nothing else caught. What is computed after it may be anything. */
  fail(error: string): void {
    this.failure ??= refused(error);
  }

  /** The card answers later whether there was room for an allocation. @throws Failure `CardFailed` */
  async checkAllocations(): Promise<void> {
    await Promise.all(this.checks);
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
  }

  /** A copy of a view's values, after all that was submitted before. @throws Failure `CardFailed` if any of it failed */
  async read(view: View): Promise<Float32Array<ArrayBuffer>> {
    const bytes = view.length * 4;
    const kept = this.staging.findIndex(({ size }) => size >= bytes);
    const [reused] = kept < 0 ? [] : this.staging.splice(kept, 1);
    const staging =
      reused ?? this.createBuffer(Math.ceil(bytes / 4096) * 4096, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(bufferOf(view), view.offset * 4, staging, 0, bytes);
    this.device.queue.submit([encoder.finish()]);
    this.counters.submissions++;
    try {
      await staging.mapAsync(GPUMapMode.READ, 0, bytes);
    } catch (error) {
      // Of a buffer for which there was no room.
      await this.checkAllocations();
      throw error;
    }
    await this.checkAllocations();
    const values = new Float32Array(staging.getMappedRange(0, bytes).slice(0));
    staging.unmap();
    if (staging.size <= largestKeptStaging) this.staging.push(staging);
    else staging.destroy();
    return values;
  }

  private createBuffer(size: number, usage: GPUBufferUsageFlags): GPUBuffer {
    this.counters.allocations++;
    this.device.pushErrorScope('out-of-memory');
    const buffer = this.device.createBuffer({ size, usage });
    const check = this.device.popErrorScope().then((error) => {
      if (error) this.failure ??= outOfMemory(size);
      this.checks.delete(check);
    });
    this.checks.add(check);
    return buffer;
  }
}
