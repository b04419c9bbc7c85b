// Headers on every response, isolation on a host without any, installing, offline.

import { expect, test, type Page } from '@playwright/test';
import { securityHeaders } from '../../src/security/headers';
import { openProfile } from '../support/chromium';
import { firstLines, Hone } from '../support/hone';
import { servePlainly } from '../support/staticServer';

/** The security headers that a response lacks, as the page gets it. */
async function missingHeaders(page: Page, path: string): Promise<string[]> {
  const found = await page.evaluate(async (url) => {
    const response = await fetch(url);
    return response.ok ? Object.fromEntries(response.headers) : {};
  }, path);
  return Object.entries(securityHeaders)
    .filter(([name, value]) => found[name.toLowerCase()] !== value)
    .map(([name]) => name);
}

/** One file of each kind that the built app consists of. */
async function filesOf(page: Page): Promise<string[]> {
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name),
  );
  return [
    './',
    './service-worker.js',
    './manifest.webmanifest',
    './sample-reviews.csv',
    './models/all-MiniLM-L6-v2/config.json',
    ...loaded.filter((url) => /\.(js|css|wasm)$/.test(url)),
  ];
}

test('every response carries every security header', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.keptForOffline();
  const files = await filesOf(page);
  expect(files.some((file) => file.includes('training.worker'))).toBe(true);
  for (const file of files) expect(await missingHeaders(page, file), file).toEqual([]);
});

test('the host itself sends them too, to workers and the service worker as well', async ({
  request,
}) => {
  for (const path of ['/', '/service-worker.js', '/models/all-MiniLM-L6-v2/config.json']) {
    const headers = (await request.get(path)).headers();
    for (const [name, value] of Object.entries(securityHeaders)) {
      expect(headers[name.toLowerCase()], `${path}: ${name}`).toBe(value);
    }
  }
});

test('on a plain host below a path: isolated, secured, threaded, and offline', async ({
  page,
  context,
}) => {
  const { url, server } = await servePlainly('dist');
  try {
    const hone = new Hone(page);
    await hone.open(url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await hone.keptForOffline();
    for (const file of await filesOf(page)) {
      expect(await missingHeaders(page, file), file).toEqual([]);
    }
    // WebAssembly threads need the isolation.
    await expect(page.getByText(/^Processor, ([2-9]) threads/)).toBeVisible();

    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await context.setOffline(true);
    await page.reload();
    await hone.open(url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 100));
    await hone.ready();
    await hone.train();
  } finally {
    server.close();
  }
});

test('nothing can be sent elsewhere, from the page or a worker', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  const outcomes = await page.evaluate(async () => {
    const tried: Record<string, string> = {};
    const elsewhere = 'http://127.0.0.1:9/leak';
    tried['fetch'] = await fetch(elsewhere, { mode: 'no-cors' }).then(
      () => 'sent',
      () => 'refused',
    );
    tried['image'] = await new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (effectiveDirective === 'img-src') resolve('refused');
      });
      const image = new Image();
      image.onload = () => resolve('sent');
      image.src = elsewhere;
    });
    try {
      const worker = new Worker('http://127.0.0.1:9/worker.js');
      worker.terminate();
      tried['worker'] = 'started';
    } catch {
      tried['worker'] = 'refused';
    }
    return tried;
  });
  expect(outcomes).toEqual({ fetch: 'refused', image: 'refused', worker: 'refused' });
});

test('the browser offers to install it', async () => {
  // An ordinary test context counts as a private window, which installs nothing.
  const context = await openProfile(test.info());
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const hone = new Hone(page);
    await hone.open();
    await hone.keptForOffline();
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
    const { manifest } = await session.send('Page.getAppManifest');
    expect(manifest).toBeTruthy();
  } finally {
    await context.close();
  }
});
