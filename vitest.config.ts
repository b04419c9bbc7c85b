import { readdirSync, readFileSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import type { AliasOptions } from 'vite';
import { defineConfig, mergeConfig, type TestProjectConfiguration } from 'vitest/config';
import { peakHeap, watchHeap } from './tests/bench/heapWatch.ts';
import { deleteLargeTable, writeLargeTable, writeLargeWorkbook } from './tests/bench/largeTable.ts';
import { dataLines } from './tests/support/dataFiles.ts';
import { chromiumOptions } from './tests/support/chromium.ts';
import viteConfig from './vite.config.ts';

const unitTests = readdirSync('tests/unit', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `tests/unit/${file.replaceAll('\\', '/')}`);
const mocking = unitTests.filter((file) => readFileSync(file, 'utf8').includes('vi.mock('));

/** Tests of what needs no browser. */
function inNode(name: string, include: string[], exclude: string[], isolate: boolean): TestProjectConfiguration {
  return {
    extends: true,
    test: {
      name,
      include,
      exclude,
      isolate,
      environment: 'node',
      // Vitest leaves one core free unless told.
      maxWorkers: '100%',
      // Some compare whole data sets; a busy machine takes its time for them.
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  };
}

/** Tests that run in real Chromium, with WebGPU on a software adapter. */
function inChromium(
  name: string,
  include: string,
  testTimeout: number,
  alias: AliasOptions = [],
): TestProjectConfiguration {
  return {
    extends: true,
    resolve: { alias },
    test: {
      name,
      include: [include],
      testTimeout,
      hookTimeout: 120_000,
      setupFiles: ['tests/support/pageThreads.ts'],
      // They share one origin's storage, and its quota.
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        commands: {
          dataLines: (_context, path: string) => dataLines(path),
          writeLargeTable,
          writeLargeWorkbook,
          deleteLargeTable,
          watchHeap,
          peakHeap,
        },
        provider: playwright({ launchOptions: chromiumOptions() }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}

export default mergeConfig(
  viteConfig,
  defineConfig({
    // The benches' settings: HONE_BENCH_SETS and so on.
    envPrefix: ['VITE_', 'HONE_BENCH_'],
    assetsInclude: ['**/*.safetensors'],
    test: {
      projects: [
        // Files that put other modules in the place of the app's have modules of their own; the rest share them.
        inNode('unit', unitTests, mocking, false),
        inNode('unit-mocking', mocking, [], true),
        inChromium('browser', 'tests/{parity,unit}/**/*.browser.ts', 240_000),
        // The app's @xenova/transformers has no onnxruntime (package.json, overrides); the benches compare with it.
        inChromium('bench', 'tests/bench/**/*.bench.ts', 3_600_000, [
          { find: /^onnxruntime-web$/, replacement: 'onnxruntime-for-transformers' },
        ]),
      ],
    },
  }),
);
