// The exported web page in a browser of its own: on a plain host below its root, and embedded by a page of another origin.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { servePlainly, type PlainHost } from './staticServer';

/** What the app itself said of some texts. */
export interface Expected {
  labels: string[];
  predictions: { text: string; predictedLabel: string; probabilities: number[] }[];
}

interface Prediction {
  label: string;
  probabilities: Record<string, number>;
  confidence: number;
}

type Heard =
  | { type: 'loading' | 'ready' }
  | { type: 'predictions'; id: unknown; predictions: Prediction[] }
  | { type: 'error'; id: unknown; error: string };

/** Writes the files of a zip's `web/` into a folder. */
export function unpackPage(zip: Buffer, folder: string): string {
  const entries = unzipSync(new Uint8Array(zip), { filter: ({ name }) => name.startsWith('web/') });
  for (const [name, content] of Object.entries(entries)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return join(folder, 'web');
}

/** Visits the page and embeds it; both must say what the app said. */
export async function checkExportedPage(browser: Browser, folder: string, expected: Expected): Promise<void> {
  const host = await servePlainly(folder);
  const context = await browser.newContext();
  const [requests, complaints]: [string[], string[]] = [[], []];
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => {
    // A browser looks for an icon of the page that embeds, which has none.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !isIcon) complaints.push(message.text());
  });
  try {
    await visit(await context.newPage(), host, expected);
    await embed(await context.newPage(), host, expected);
    const foreign = requests.filter((url) => !/^http:\/\/(localhost|127\.0\.0\.1):/.test(url));
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    host.server.close();
  }
}

/** How far probabilities may move where 8 bits hold what was trained too; the app refuses more than 0.25. */
const eightBits = 0.05;

/**
 * Opens a page of one file from the disk, as a double click does: it must answer as the app did, start no thread and ask
 * for nothing.
 */
export async function checkPageFile(browser: Browser, path: string, { predictions }: Expected): Promise<void> {
  expect(statSync(path).size).toBeLessThan(60_000_000);
  const context = await browser.newContext();
  const [requests, complaints]: [string[], string[]] = [[], []];
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  try {
    const page = await context.newPage();
    const { href } = pathToFileURL(path);
    await page.goto(href);
    const answer = page.locator('#answer');
    let largest = 0;
    for (const { text, predictedLabel, probabilities } of predictions.slice(0, 8)) {
      // Emptied first, so that no earlier answer is taken for this one.
      await page.getByLabel('Text to classify').fill('');
      await expect(answer).toBeEmpty({ timeout: 60_000 });
      await page.getByLabel('Text to classify').fill(text);
      await expect(answer).toContainText('%', { timeout: 60_000 });
      const share = Math.max(...probabilities);
      const said = /([\d.]+) %/.exec((await answer.innerText()).replace(predictedLabel, ''))?.[1];
      const isClose = Math.abs(share - 0.5) < eightBits;
      if (!isClose) await expect(answer).toContainText(predictedLabel);
      largest = Math.max(largest, Math.abs(Number(said) / 100 - share));
    }
    console.log(`The page of one file: confidences differ by ${largest}`);
    expect(largest).toBeLessThan(eightBits);
    await expect(page.locator('footer')).toContainText(/On (all )?\d+.* test texts this page gives the same answer/);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
    expect(page.workers()).toEqual([]);
    expect(requests.filter((url) => url !== href && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** How far probabilities may move where the page's half precision rounds what the model has in 8 bits or single precision. */
const halfPrecision = 1e-3;

async function visit(page: Page, { url }: PlainHost, { predictions }: Expected): Promise<void> {
  await page.goto(url);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const [first] = predictions;
  await page.getByLabel('Text to classify').fill(first?.text ?? '');
  const share = Math.max(...(first?.probabilities ?? []));
  // Where the model may leave it to a person, more is said.
  const answer = page.locator('#answer');
  await expect(answer).toContainText(new RegExp(`${first?.predictedLabel}[\\d.]+ %`), { timeout: 30_000 });
  const said = /([\d.]+) %/.exec((await answer.innerText()).replace(first?.predictedLabel ?? '', ''))?.[1];
  expect(Math.abs(Number(said) / 100 - share)).toBeLessThan(halfPrecision + 5e-4);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
}

/** The embedding page's origin is another: 127.0.0.1 is not localhost. */
async function embed(page: Page, { url }: PlainHost, expected: Expected): Promise<void> {
  await page.goto(`${url.replace('localhost', '127.0.0.1')}page.json`);
  const { predictions, labels } = expected;
  const requests = [
    { id: 'first', texts: predictions.map(({ text }) => text) },
    { id: 2, texts: 'no array' },
  ];
  const heard = await page.evaluate(ask, { address: `${url}embed.html`, requests });
  const kinds = new Set(heard.map(({ type }) => type));
  expect([...kinds].toSorted()).toEqual(['error', 'loading', 'predictions', 'ready']);
  const refused = heard.find((message) => message.type === 'error');
  expect(refused).toEqual({ type: 'error', id: 2, error: 'texts must be an array of strings.' });
  const answer = heard.find((message) => message.type === 'predictions');
  if (answer?.type !== 'predictions') throw new Error('No predictions.');
  expect(answer.id).toBe('first');
  expect(answer.predictions).toHaveLength(predictions.length);
  let largest = 0;
  answer.predictions.forEach(({ label, probabilities }, row) => {
    const own = predictions[row];
    if (Math.abs(Math.max(...(own?.probabilities ?? [])) - 0.5) > halfPrecision) {
      expect(label).toBe(own?.predictedLabel);
    }
    labels.forEach((name, id) => {
      const difference = Math.abs((probabilities[name] ?? NaN) - (own?.probabilities[id] ?? NaN));
      largest = Math.max(largest, difference);
    });
  });
  console.log(`The exported page: probabilities of ${predictions.length} texts differ by ${largest}`);
  expect(largest).toBeLessThan(halfPrecision);
}

/** In the embedding page: asks at once, without waiting until the model is there; gives all that is heard. */
function ask({ address, requests }: { address: string; requests: object[] }): Promise<Heard[]> {
  const frame = document.createElement('iframe');
  frame.src = address;
  const { origin } = new URL(address);
  const heard: Heard[] = [];
  return new Promise((resolve) => {
    window.addEventListener('message', (event: MessageEvent<Heard>) => {
      if (event.source !== frame.contentWindow || event.origin !== origin) return;
      heard.push(event.data);
      const answers = heard.filter(({ type }) => type === 'predictions' || type === 'error');
      if (answers.length === requests.length) resolve(heard);
    });
    frame.addEventListener('load', () => {
      for (const request of requests) frame.contentWindow?.postMessage(request, origin);
    });
    document.body.append(frame);
  });
}
