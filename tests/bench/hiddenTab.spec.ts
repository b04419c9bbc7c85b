// Whether training goes on as fast in a tab that lies behind another one: epochs a second, in view and hidden, in turns.
// In Firefox, since Playwright tells every page of Chromium that it is in view.

import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { findFirefox } from '../../tools/setup/otherBrowsers.mjs';
import { element, press, says } from '../browsers/elements';
import { startFirefox, type Firefox } from '../browsers/firefox';
import { chooseModel } from '../browsers/mainJob';
import { waitFor } from '../browsers/protocol';
import { firstLines } from '../support/hone';
import { servePlainly } from '../support/staticServer';

const rounds = 3;
/** Epochs of each round in each state. */
const measured = 3;

function setNumber({ name, value }: { name: string; value: number }): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('input[type=number]')];
  const field = inputs.find(({ labels }) => labels?.[0]?.textContent.trim() === name);
  if (!field) throw new Error(`There is no field ${name}.`);
  field.value = String(value);
  for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, { bubbles: true }));
}

/** Waits until so many epochs are done; gives when that was, in seconds. */
async function epochDone(firefox: Firefox, epoch: number): Promise<number> {
  const done = () =>
    firefox.evaluate(() => Number(/After epoch (\d+)/.exec(document.body.textContent)?.[1] ?? 0), null);
  await waitFor(`epoch ${epoch}`, async () => ((await done()) >= epoch ? true : null), 600_000);
  return performance.now() / 1000;
}

test('epochs a second, in view and hidden', async () => {
  const { url, server } = await servePlainly('dist');
  const firefox = await startFirefox(findFirefox() ?? 'firefox', test.info().outputPath('profile'));
  try {
    await firefox.open(url);
    await says(firefox, /Works offline/, 60_000);
    await firefox.evaluate(chooseModel, 'all-MiniLM-L6-v2');
    const rows = test.info().outputPath('sst2.tsv');
    writeFileSync(rows, firstLines('sst2/train.tsv', 40));
    await firefox.choose(await element(firefox, { role: 'file', name: 'Choose a CSV file' }), rows);
    await says(firefox, /held out to test/, 60_000);
    await press(firefox, 'radio', 'Whole model');
    await press(firefox, 'button', 'Advanced');
    await firefox.evaluate(setNumber, { name: 'Epochs', value: 200 });
    // As slow as can be, so that it does not end by itself.
    await firefox.evaluate(setNumber, { name: 'Learning rate', value: 0.00001 });
    await firefox.evaluate(setNumber, { name: 'Head rate', value: 0.00001 });
    await press(firefox, 'button', 'Train', 60_000);
    let epoch = 1;
    await epochDone(firefox, epoch);
    for (let round = 0; round < rounds; round++) {
      for (const state of ['visible', 'hidden'] as const) {
        if (state === 'hidden') await firefox.hide();
        else await firefox.show();
        expect(await firefox.evaluate(() => document.visibilityState, null)).toBe(state);
        const from = await epochDone(firefox, ++epoch);
        epoch += measured;
        const seconds = (await epochDone(firefox, epoch)) - from;
        console.log(`${state.padEnd(8)} ${(measured / seconds).toFixed(2)} epochs a second`);
      }
    }
  } finally {
    await firefox.close();
    server.closeAllConnections();
    server.close();
  }
});
