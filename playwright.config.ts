import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './tests/support/chromium.ts';

// Without it the service worker's own requests go unseen.
process.env['PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS'] = '1';

export default defineConfig({
  testDir: 'tests/journeys',
  timeout: 900_000,
  expect: { timeout: 15_000 },
  // Two cores: training in two tabs at once would only make both slow.
  workers: 1,
  outputDir: 'test-results/journeys',
  use: {
    baseURL: 'http://localhost:4173',
    launchOptions: chromiumOptions(),
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 900 },
  },
  webServer: {
    command: 'npx vite preview --port 4173 --strictPort',
    url: 'http://localhost:4173',
    reuseExistingServer: !process.env['CI'],
  },
});
