// Headers on every response, isolation on a host without any, installing, offline.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { securityHeaders } from '../../src/security/headers';
import { openProfile } from '../support/chromium';
import { firstLines, Hone } from '../support/hone';
import { listenElsewhere, tryToLeak } from '../support/leaks';
import { buildNextVersion, nextTitle } from '../support/nextVersion';
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
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
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

test('the host itself sends them too, to workers and the service worker as well', async ({ request }) => {
  for (const path of ['/', '/service-worker.js', '/models/all-MiniLM-L6-v2/config.json']) {
    const headers = (await request.get(path)).headers();
    for (const [name, value] of Object.entries(securityHeaders)) {
      expect(headers[name.toLowerCase()], `${path}: ${name}`).toBe(value);
    }
  }
});

test('on a plain host below a path: isolated, secured, threaded, and offline', async ({ page, context }) => {
  const { url, server, breakOff } = await servePlainly('dist');
  try {
    const hone = new Hone(page);
    // A connection that breaks costs another attempt, not the offline use.
    breakOff('model.safetensors.gz');
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

test('offline, any address of the page opens it', async ({ page, context }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.keptForOffline();
  await context.setOffline(true);
  for (const path of ['/', '/index.html', '/?source=app', '/index.html?a=1&b=2']) {
    expect((await page.goto(path))?.status(), path).toBe(200);
  }
});

test('a new version waits for consent and for other tabs, and brings its own models', async ({ page, context }) => {
  const next = buildNextVersion(test.info().outputPath('next'));
  const { url, server, deploy } = await servePlainly('dist');
  try {
    const hone = new Hone(page);
    await hone.open(url);
    await hone.keptForOffline();
    const otherTab = await context.newPage();
    await new Hone(otherTab).open(url);

    deploy(next);
    await page.reload();
    const update = page.getByRole('button', { name: 'Update Hone' });
    await expect(update).toBeVisible();
    await expect(page).not.toHaveTitle(nextTitle);

    // Another tab's files would go away under it; another program's tab on the same host does not count.
    await update.click();
    await expect(hone.alert).toContainText('other tabs');
    await expect(page).not.toHaveTitle(nextTitle);
    await otherTab.goto(new URL('../elsewhere', url).href).catch(() => {});

    let loads = 0;
    page.on('load', () => loads++);
    await update.click();
    await expect(page).toHaveTitle(nextTitle);
    await hone.keptForOffline();
    expect(loads).toBe(1);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

    server.closeAllConnections();
    await context.setOffline(true);
    const file = 'models/all-MiniLM-L6-v2/tokenizer_config.json';
    const kept = await page.evaluate(async (path) => (await fetch(path)).text(), file);
    expect(kept).toBe(readFileSync(join(next, file), 'utf8'));
    expect(kept).not.toBe(readFileSync(join('dist', file), 'utf8'));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

/** Every way that `tryToLeak` knows. */
const ways = [
  'beacon',
  'blob-worker',
  'fetch',
  'form',
  'image',
  'navigation',
  'prefetch',
  'webrtc',
  'websocket',
  'window',
];

test('nothing reaches another origin, by any way, with the host’s headers or without', async ({ browser }) => {
  const witness = await listenElsewhere();
  const plain = await servePlainly('dist');
  try {
    // That the ways lead somewhere: a page without the headers.
    const bare = await browser.newPage({ serviceWorkers: 'block' });
    await bare.goto(plain.url);
    await tryToLeak(bare, witness.origin);
    expect([...witness.heard].sort()).toEqual(ways);
    await bare.close();

    for (const address of [test.info().project.use.baseURL ?? '', plain.url]) {
      witness.heard.clear();
      const page = await browser.newPage();
      const hone = new Hone(page);
      await hone.open(address);
      await hone.keptForOffline();
      await tryToLeak(page, witness.origin);
      expect([...witness.heard], address).toEqual([]);
      await page.context().close();
    }
  } finally {
    witness.close();
    plain.server.closeAllConnections();
    plain.server.close();
  }
});

test('the app itself asks nobody but its own host', async ({ page, context }) => {
  const origins = new Set<string>();
  let byServiceWorker = 0;
  context.on('request', (request) => {
    origins.add(new URL(request.url()).origin);
    if (request.serviceWorker()) byServiceWorker++;
  });
  const hone = new Hone(page);
  await hone.open();
  await hone.keptForOffline();
  await page.getByRole('button', { name: 'Try the sample' }).click();
  await hone.ready();
  expect([...origins]).toEqual([test.info().project.use.baseURL]);
  // The service worker's own requests were among them.
  expect(byServiceWorker).toBeGreaterThan(0);
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
