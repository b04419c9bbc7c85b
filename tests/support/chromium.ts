// Which Chromium the tests drive, and how: the full one, with WebGPU on a software adapter.

import { existsSync } from 'node:fs';
import type { TestInfo } from '@playwright/test';
import { chromium, type BrowserContext, type LaunchOptions } from 'playwright';

/** Browsers looked for, in this order; `HONE_CHROMIUM` names one for sure. */
function executablePath(): string {
  const candidates = [
    process.env['HONE_CHROMIUM'],
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (found) return found;
  throw new Error('No Chromium found. `npm test` installs one, or name yours in HONE_CHROMIUM.');
}

export function chromiumOptions(): LaunchOptions {
  return {
    executablePath: executablePath(),
    // Playwright's own headless mode is a shell without WebGPU: the real browser is asked to be headless instead.
    headless: false,
    ignoreDefaultArgs: ['--disable-gpu'],
    args: [
      '--headless=new',
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Nothing but this machine can be reached, whatever is tried.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  };
}

/** A browser with a profile on disk, as people have it; a test's own context is a private window. */
export function openProfile(info: TestInfo): Promise<BrowserContext> {
  return chromium.launchPersistentContext(info.outputPath('profile'), {
    ...chromiumOptions(),
    baseURL: info.project.use.baseURL ?? '',
  });
}
