// Which Chromium the tests drive, and how: the full one, with WebGPU on a software adapter.

import type { TestInfo } from '@playwright/test';
import { chromium, type BrowserContext, type LaunchOptions } from 'playwright';
import { findBrowser, howToGetBrowser } from '../../tools/setup/browser.mjs';

/** @throws Error when no browser is found */
export function chromiumOptions(): LaunchOptions {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(howToGetBrowser);
  return {
    executablePath,
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
