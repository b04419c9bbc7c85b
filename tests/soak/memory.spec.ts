// Fifty trainings and classifications in a row, on the processor and on the graphics card: heap, WebAssembly memory and
// GPU buffers stay as they are after the first ones. Memory is what Linux says of the browser's processes.

import { readFileSync } from 'node:fs';
import { expect, test, type Page, type Worker } from '@playwright/test';
import { chromium } from 'playwright';
import { chromiumOptions } from '../support/chromium';
import { firstLines, Hone } from '../support/hone';
import { servePlainly } from '../support/staticServer';

const rounds = Number(process.env['HONE_SOAK_ROUNDS'] ?? 50);
/** The first rounds fill caches. */
const settled = 10;

interface Memory {
  /** Of the page, its workers and the graphics process, WebAssembly included. */
  bytes: number;
  gpuBuffers: number;
  gpuBytes: number;
}

/** Counts a worker's buffers from now on: created and not destroyed. */
async function countBuffers(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const live = { buffers: 0, bytes: 0 };
    Object.assign(globalThis, { liveGpuBuffers: live });
    const { createBuffer } = GPUDevice.prototype;
    const { destroy } = GPUBuffer.prototype;
    const gone = new WeakSet<GPUBuffer>();
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      live.buffers++;
      live.bytes += buffer.size;
      return buffer;
    };
    GPUBuffer.prototype.destroy = function () {
      if (!gone.has(this)) {
        gone.add(this);
        live.buffers--;
        live.bytes -= this.size;
      }
      return destroy.call(this);
    };
  });
}

/** Workers that answer; the processor's own sleep until there is work for them. */
function talkative(page: Page): Worker[] {
  return page.workers().filter((worker) => !worker.url().includes('kernel.worker'));
}

/** Bytes that the processes with pages or graphics have for themselves. */
async function privateBytes(page: Page): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session) throw new Error('The browser cannot be asked for its processes.');
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  let kilobytes = 0;
  for (const { type, id } of processInfo) {
    if (type !== 'renderer' && type !== 'GPU') continue;
    const own = /Private_Dirty: +(\d+) kB/.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'));
    kilobytes += Number(own?.[1]);
  }
  return kilobytes * 1024;
}

/** In a page or worker of a browser with --expose-gc. */
function collectGarbage(): void {
  const collect: unknown = Reflect.get(globalThis, 'gc');
  if (typeof collect !== 'function') throw new Error('Garbage cannot be collected.');
  for (let round = 0; round < 3; round++) collect();
}

async function measure(page: Page): Promise<Memory> {
  await page.evaluate(collectGarbage);
  // A worker may be at its end.
  for (const worker of talkative(page)) await worker.evaluate(collectGarbage).catch(() => {});
  const bytes = await privateBytes(page);
  let [gpuBuffers, gpuBytes] = [0, 0];
  for (const worker of talkative(page)) {
    const live = await worker
      .evaluate(() => Reflect.get(globalThis, 'liveGpuBuffers') as { buffers: number; bytes: number } | undefined)
      .catch(() => undefined);
    gpuBuffers += live?.buffers ?? 0;
    gpuBytes += live?.bytes ?? 0;
  }
  return { bytes, gpuBuffers, gpuBytes };
}

for (const device of ['Processor (WebAssembly)', 'Graphics card (WebGPU)'] as const) {
  test(`${rounds} trainings and classifications leave memory as it was: ${device}`, async () => {
    const info = test.info();
    const host = await servePlainly('dist');
    const { args = [], ...options } = chromiumOptions();
    const context = await chromium.launchPersistentContext(info.outputPath('profile'), {
      ...options,
      args: [...args, '--js-flags=--expose-gc'],
    });
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      page.on('worker', (worker) => void countBuffers(worker).catch(() => {}));
      const hone = new Hone(page);
      await hone.open(host.url);
      await hone.quickModel();
      await hone.choose('rows.tsv', firstLines('sst2/train.tsv', 60));
      await hone.ready();
      await hone.computeWith(device);
      await hone.depth('Head');
      await hone.set('Max tokens', 16);
      await hone.set('Epochs', 2);
      const models = page.getByRole('list', { name: 'My models' });
      const memory: Memory[] = [];
      for (let round = 0; round < rounds; round++) {
        await hone.train();
        await hone.classify(`the film number ${round} is a joy`);
        if (round > 0) {
          await models
            .getByRole('button', { name: /^Delete/ })
            .last()
            .click();
          await expect(models.getByRole('listitem')).toHaveCount(1);
        }
        memory.push(await measure(page));
        console.log(`${round + 1}: ${JSON.stringify(memory.at(-1))}`);
      }
      const early = median(memory.slice(settled, settled + 10));
      const late = median(memory.slice(-10));
      console.log(`${device}: ${JSON.stringify(early)} → ${JSON.stringify(late)}`);
      expect(late.bytes).toBeLessThan(early.bytes * 1.05);
      expect(late.gpuBuffers).toBe(early.gpuBuffers);
      expect(late.gpuBytes).toBe(early.gpuBytes);
    } finally {
      await context.close();
      host.server.closeAllConnections();
      host.server.close();
    }
  });
}

function median(memory: Memory[]): Memory {
  const middle = (read: (one: Memory) => number): number => {
    const sorted = memory.map(read).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  };
  return {
    bytes: middle(({ bytes }) => bytes),
    gpuBuffers: middle(({ gpuBuffers }) => gpuBuffers),
    gpuBytes: middle(({ gpuBytes }) => gpuBytes),
  };
}
