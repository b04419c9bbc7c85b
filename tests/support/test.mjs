// `npm test`: installs what the tests need, then runs all of them, and closes with "N passed, N failed".

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const reports = 'test-results/reports';
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** Runs a command in the foreground; true when it succeeded. */
function run(title, command, env = {}) {
  console.log(`\n── ${title}: ${command}`);
  const started = performance.now();
  const { status } = spawnSync(command, {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  console.log(`── ${title}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return status === 0;
}

function counts(file, read) {
  try {
    return read(JSON.parse(readFileSync(`${reports}/${file}`, 'utf8')));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const vitest = (file) =>
  counts(file, ({ numPassedTests, numFailedTests }) => ({
    passed: numPassedTests,
    failed: numFailedTests,
  }));

const playwright = (file) =>
  counts(file, ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }));

const reporters = (file) =>
  `--reporter=default --reporter=json --outputFile.json=${reports}/${file}`;

const steps = [
  { title: 'Install', command: 'node tests/support/ensure-installed.mjs' },
  { title: 'Chromium', command: 'node tests/support/ensure-chromium.mjs' },
  { title: 'Python oracles', command: 'node tests/parity/ensure-python.mjs' },
  { title: 'Types', command: 'npm run --silent check' },
  { title: 'Lint', command: 'npm run --silent lint' },
  {
    title: 'Unit tests',
    command: `npx vitest run --project unit ${reporters('unit.json')}`,
    count: () => vitest('unit.json'),
  },
  { title: 'Build', command: 'npm run --silent build' },
  {
    title: 'Backends in Chromium',
    command: `npx vitest run --project browser ${reporters('browser.json')}`,
    count: () => vitest('browser.json'),
  },
  {
    title: 'Journeys in Chromium',
    command: 'npx playwright test --reporter=list,json',
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: `${reports}/journeys.json` },
    count: () => playwright('journeys.json'),
  },
];

const total = { passed: 0, failed: 0 };
for (const { title, command, env, count } of steps) {
  const succeeded = run(title, command, env);
  const own = count?.() ?? { passed: 0, failed: 0 };
  total.passed += own.passed;
  total.failed += succeeded ? own.failed : Math.max(1, own.failed);
  // Nothing after a failed installation or build can mean anything.
  if (!succeeded && !count) break;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
