import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  // The soak ends by its own clock.
  timeout: 0,
  expect: { timeout: 60_000 },
  workers: 1,
  outputDir: '../../test-results/soak',
  reporter: 'line',
});
