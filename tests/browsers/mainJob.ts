// The main job in Firefox and in Safari's engine: from the sample to a model, taken away, and used again with the network
// off after a reload. Chromium does more of it (tests/journeys/mainJob.spec.ts).

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { servePlainly } from '../support/staticServer';
import { alerts, classify, isThere, press, says } from './elements';
import { waitFor, type Browser } from './protocol';

/** Runs a test in a browser; a picture shows how it ended. */
export async function within(
  start: (folder: string) => Promise<Browser>,
  work: (browser: Browser) => Promise<void>,
): Promise<void> {
  const info = test.info();
  const browser = await start(info.outputPath('profile'));
  try {
    await work(browser);
    expect(browser.errors).toEqual([]);
  } finally {
    const picture = await browser.screenshot().catch(() => '');
    writeFileSync(info.outputPath('end.png'), picture);
    await browser.close();
  }
}

/** A file that has arrived in the downloads. */
function downloaded(browser: Browser, ending: string): Promise<string> {
  let size = -1;
  return waitFor(
    `download ${ending}`,
    async () => {
      const names = readdirSync(browser.downloads);
      const path = names.filter((name) => name.endsWith(ending)).map((name) => join(browser.downloads, name))[0];
      const isPart = names.some((name) => /\.(part|wkdownload)$/.test(name));
      if (!path || isPart) return null;
      // Whole, when it no longer grows.
      const before = size;
      size = statSync(path).size;
      return size > 0 && size === before ? path : null;
    },
    60_000,
  );
}

/** Walks through the main job. @param computes what the page says that it computes with */
export async function mainJob(start: (folder: string) => Promise<Browser>, computes: RegExp): Promise<void> {
  const { url, server } = await servePlainly('dist');
  await within(start, async (browser) => {
    await browser.open(url);
    console.log(await says(browser, computes, 60_000));
    await says(browser, /Works offline/, 60_000);

    expect(await browser.evaluate(chooseModel, 'all-MiniLM-L6-v2')).toBe(true);
    await press(browser, 'button', 'Try the sample');
    await says(browser, /held out to test/, 60_000);
    await press(browser, 'radio', 'Head');
    await press(browser, 'button', 'Train', 60_000);
    const accuracy = await trained(browser);
    expect(accuracy).toBeGreaterThan(75);

    // The curves of the training: a library draws them, with numbers in the browser's language.
    const curve = () => browser.evaluate(() => (document.querySelector('canvas')?.width ?? 0) > 100, null);
    await waitFor('learning curves', curve);

    const text = 'The food was wonderful and the staff were kind.';
    const answer = await classify(browser, text);
    expect(answer).toMatch(/^positive/);
    await press(browser, 'button', 'Download report');
    const report = JSON.parse(readFileSync(await downloaded(browser, '.json'), 'utf8')) as Report;
    expect(report.metrics.accuracy * 100).toBeCloseTo(accuracy, 0);
    await press(browser, 'button', 'Download model');
    const files = Object.keys(unzipSync(readFileSync(await downloaded(browser, '.zip'))));
    expect(files).toContainEqual(expect.stringMatching(/model\.safetensors$/));

    // With the network off, from a fresh load of the page.
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await browser.reload();
    await press(browser, 'button', 'Open sample-reviews', 60_000);
    expect(await classify(browser, text)).toBe(answer);
    await says(browser, /Works offline/);
  });
}

/** Chooses a base model; gives whether there is such a choice. */
export function chooseModel(id: string): boolean {
  const selects = [...document.querySelectorAll('select')];
  const choice = selects.find(({ labels }) => labels[0]?.textContent === 'Base model');
  if (!choice) return false;
  choice.value = id;
  choice.dispatchEvent(new Event('change', { bubbles: true }));
  return choice.value === id;
}

interface Report {
  metrics: { accuracy: number };
}

/** Waits for the results; gives the accuracy in percent. */
async function trained(browser: Browser): Promise<number> {
  const look = async () => {
    expect(await alerts(browser)).toBe('');
    return isThere(browser, { role: 'region', name: 'Results' });
  };
  await waitFor('results', look, 300_000);
  return Number.parseFloat((await says(browser, /Accuracy\s+[\d.]+/)).replace('Accuracy', ''));
}
