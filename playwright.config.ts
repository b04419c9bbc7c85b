import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './tests/support/chromium.ts';

// Without it the service worker's own requests go unseen.
process.env['PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS'] = '1';

/** Another port lets two checkouts run their journeys side by side. */
const port = process.env['HONE_PORT'] ?? '4173';

export default defineConfig({
  testDir: 'tests/journeys',
  timeout: 900_000,
  expect: { timeout: 15_000 },
  // Two cores: training in two tabs at once would only make both slow.
  workers: 1,
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
