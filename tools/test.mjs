// `npm test`: installs what the tests need, then runs all of them, and closes with "N passed, N failed".

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const reports = 'test-results/reports';
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/**
 * @typedef {{ passed: number, failures: string[] }} Counts
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestTest
 * @typedef {{ numPassedTests: number, testResults: { name: string, message: string, status: string,
 *   assertionResults: VitestTest[] }[] }} VitestReport
 * @typedef {{ ok: boolean, file: string, line: number, title: string,
 *   tests: { results: { error?: { message?: string } }[] }[] }} PlaywrightSpec
 * @typedef {{ specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {PlaywrightSuite & { stats: { expected: number }, errors: { message?: string }[] }} PlaywrightReport
 * @typedef {{ title: string, command: string, env?: Record<string, string>, count?: () => Counts }} Step
 */

/**
 * Runs a command; true when it succeeded. Where others run beside it, what it says comes when it ends.
 *
 * @param {Step} step
 * @param {boolean} isAlone
 * @returns {Promise<boolean>}
 */
function run({ title, command, env = {} }, isAlone) {
  if (isAlone) console.log(`\n── ${title}: ${command}`);
  const started = performance.now();
  const child = spawn(command, {
    shell: true,
    stdio: isAlone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  /** @type {Buffer[]} */
  const said = [];
  child.stdout?.on('data', (piece) => said.push(piece));
  child.stderr?.on('data', (piece) => said.push(piece));
  return new Promise((resolve) => {
    child.on('close', (status) => {
      if (!isAlone) console.log(`\n── ${title}: ${command}\n${Buffer.concat(said)}`);
      console.log(`── ${title}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
      resolve(status === 0);
    });
  });
}

/**
 * What a report counted; a report that is not there counts as one failure.
 *
 * @template Report
 * @param {string} file
 * @param {(report: Report) => Counts} read
 * @returns {Counts}
 */
function counts(file, read) {
  try {
    return read(JSON.parse(readFileSync(`${reports}/${file}`, 'utf8')));
  } catch {
    return { passed: 0, failures: [`${file} was not written`] };
  }
}

/** The first lines of a message, indented below the name of its test. */
const failure = (/** @type {string} */ name, /** @type {string | undefined} */ message) =>
  [name, ...(message ?? '').split('\n').slice(0, 6)].join('\n    ');

/** A file of tests may fail as a whole: then none of its tests did. */
const vitest = (/** @type {string} */ file) =>
  counts(file, (/** @type {VitestReport} */ { numPassedTests, testResults }) => ({
    passed: numPassedTests,
    failures: testResults.flatMap(({ name, message, status, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed');
      if (status === 'failed' && failed.length === 0) return [failure(name, message)];
      return failed.map((test) => failure(`${name} › ${test.fullName}`, test.failureMessages[0]));
    }),
  }));

/**
 * @param {PlaywrightSuite} suite
 * @returns {PlaywrightSpec[]}
 */
const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

const playwright = (/** @type {string} */ file) =>
  counts(file, (/** @type {PlaywrightReport} */ report) => ({
    passed: report.stats.expected,
    failures: [
      ...report.errors.map(({ message }) => failure('playwright', message)),
      ...specsOf(report)
        .filter(({ ok }) => !ok)
        .map(({ file, line, title, tests }) =>
          failure(`${file}:${line} › ${title}`, tests.flatMap(({ results }) => results).at(-1)?.error?.message),
        ),
    ],
  }));

const reporters = (/** @type {string} */ file) =>
  `--reporter=default --reporter=json --outputFile.json=${reports}/${file}`;

/**
 * Stages one after another; the lanes of a stage run beside each other.
 *
 * @type {Step[][][]}
 */
const stages = [
  [[{ title: 'Install', command: 'node tools/setup/ensure-installed.mjs' }]],
  [
    // They may all ask apt-get, so they share a lane.
    [
      { title: 'Browser', command: 'node tools/setup/ensure-browser.mjs' },
      { title: 'Other browsers', command: 'node tools/setup/ensure-other-browsers.mjs' },
      { title: 'Python oracles', command: 'node tools/setup/ensure-python.mjs' },
    ],
    [{ title: 'Types', command: 'npm run --silent check' }],
    [{ title: 'Lint', command: 'npm run --silent lint:code' }],
    [{ title: 'Cycles and format', command: 'npm run --silent lint:files' }],
  ],
  [
    [
      {
        title: 'Unit tests',
        command: `npx vitest run --project unit --project unit-mocking ${reporters('unit.json')}`,
        count: () => vitest('unit.json'),
      },
    ],
    [
      { title: 'Build', command: 'npm run --silent build' },
      {
        title: 'Backends in Chromium',
        command: `npx vitest run --project browser ${reporters('browser.json')}`,
        count: () => vitest('browser.json'),
      },
    ],
  ],
  [
    [
      {
        title: 'Journeys in Chromium, Firefox and WebKit',
        command: 'npx playwright test --reporter=list,json',
        env: { PLAYWRIGHT_JSON_OUTPUT_FILE: `${reports}/journeys.json` },
        count: () => playwright('journeys.json'),
      },
    ],
  ],
];

/** @type {Counts} */
const total = { passed: 0, failures: [] };

/**
 * Runs the steps of a lane; false when one that has no tests failed: nothing after it can mean anything.
 *
 * @param {Step[]} lane
 * @param {boolean} isAlone
 */
async function runLane(lane, isAlone) {
  for (const step of lane) {
    const succeeded = await run(step, isAlone);
    const own = step.count?.() ?? { passed: 0, failures: [] };
    total.passed += own.passed;
    total.failures.push(...own.failures);
    if (!succeeded && own.failures.length === 0) total.failures.push(`${step.title}: ${step.command}`);
    if (!succeeded && !step.count) return false;
  }
  return true;
}

for (const lanes of stages) {
  const outcomes = await Promise.all(lanes.map((lane) => runLane(lane, lanes.length === 1)));
  if (!outcomes.every(Boolean)) break;
}
for (const text of total.failures) console.log(`\nFAILED ${text}`);
console.log(`\n${total.passed} passed, ${total.failures.length} failed`);
process.exitCode = total.failures.length > 0 ? 1 : 0;
