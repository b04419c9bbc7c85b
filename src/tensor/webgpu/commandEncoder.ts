// What is recorded for the graphics card and not yet submitted.

export class CommandEncoder {
  private encoder: GPUCommandEncoder | null = null;
  private pass: GPUComputePassEncoder | null = null;

  constructor(private readonly device: GPUDevice) {}

  /** The open compute pass, started when there is none. */
  computePass(): GPUComputePassEncoder {
    this.encoder ??= this.device.createCommandEncoder();
    this.pass ??= this.encoder.beginComputePass();
    return this.pass;
  }

  /** Submits what has been recorded, if anything. Whether there was something. */
  submit(): boolean {
    const { encoder, pass } = this;
    if (!encoder) return false;
    pass?.end();
    this.encoder = null;
    this.pass = null;
    this.device.queue.submit([encoder.finish()]);
    return true;
  }
}
