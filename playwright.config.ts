import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './tests/support/chromium.ts';
import { findFirefox, hasWebKit } from './tools/setup/otherBrowsers.mjs';

// Without it the service worker's own requests go unseen.
process.env['PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS'] = '1';

/** Another port lets two checkouts run their journeys side by side. */
const port = process.env['HONE_PORT'] ?? '4173';

const inOtherBrowser = (name: 'Firefox' | 'WebKit') => ({
  name,
  testDir: 'tests/browsers',
  testMatch: `${name.toLowerCase()}.spec.ts`,
});

export default defineConfig({
  testDir: 'tests/journeys',
  timeout: 900_000,
  expect: { timeout: 15_000 },
  // Much of a journey is waiting: two at a time.
  workers: 2,
  projects: [
    // They take longest, so they come first; ensure-other-browsers.mjs has said which are missing.
    ...(findFirefox() ? [inOtherBrowser('Firefox')] : []),
    ...(hasWebKit() ? [inOtherBrowser('WebKit')] : []),
    { name: 'Chromium' },
  ],
  outputDir: 'test-results/journeys',
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: chromiumOptions(),
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 900 },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    url: `http://localhost:${port}`,
    reuseExistingServer: !process.env['CI'],
  },
});
