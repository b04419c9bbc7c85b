import { defineConfig } from '@playwright/test';
import { chromiumOptions } from '../support/chromium';

export default defineConfig({
  testDir: '.',
  timeout: 0,
  workers: 1,
  outputDir: '../../test-results/bench',
  reporter: 'line',
  use: { launchOptions: chromiumOptions() },
});
