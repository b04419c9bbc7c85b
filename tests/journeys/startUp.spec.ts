// Where Hone can't start it says why and what to do, instead of getting ready for ever.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { chromium } from 'playwright';
import { chromiumOptions } from '../support/chromium';
import { servePlainly } from '../support/staticServer';

test('plain http from a network address, and blocked site data: a sentence with the way out', async ({
  baseURL,
}, info) => {
  const profile = info.outputPath('profile');
  mkdirSync(join(profile, 'Default'), { recursive: true });
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(settings));
  const options = chromiumOptions();
  const networkHost =
    '--host-resolver-rules=MAP hone.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';
  const args = [...(options.args ?? []).filter((arg) => !arg.startsWith('--host-resolver-rules')), networkHost];
  const context = await chromium.launchPersistentContext(profile, { ...options, args });
  const plain = await servePlainly('dist');
  try {
    const page = await context.newPage();
    await page.goto(plain.url.replace('localhost', 'hone.test'));
    await expect(page.getByRole('alert')).toContainText('Open Hone over https or on localhost. At http://hone.test');
    await page.goto(baseURL ?? '');
    await expect(page.getByRole('alert')).toContainText('This browser blocks site data here');
    await expect(page.getByRole('alert')).toContainText('Allow this site to store data');
    await expect(page.getByText('Getting Hone ready')).toBeHidden();
  } finally {
    plain.server.close();
    await context.close();
  }
});
