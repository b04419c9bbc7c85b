// This checkout beside another commit of its history (HONE_BENCH_COMMIT): the same jobs in the built apps, in turns in
// one browser. Prints the seconds of each stage, the accuracy and the last validation loss of both.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test, type Browser } from '@playwright/test';
import { firstLines, Hone } from '../support/hone';
import { servePlainly } from '../support/staticServer';

const commit = process.env['HONE_BENCH_COMMIT'] ?? 'HEAD~1';
const rounds = Number(process.env['HONE_BENCH_ROUNDS'] ?? 3);

interface Job {
  rows: number;
  depth: 'Head' | 'Top layers' | 'Whole model';
  epochs: number;
}
const jobs: Job[] = [
  { rows: 1500, depth: 'Head', epochs: 3 },
  { rows: 400, depth: 'Top layers', epochs: 2 },
  { rows: 200, depth: 'Whole model', epochs: 2 },
];

interface Report {
  seconds: Record<'tokenizing' | 'encoding' | 'training' | 'evaluating', number>;
  metrics: { accuracy: number };
  history: { validationLoss: number }[];
}

function run(command: string, cwd: string): void {
  const { status, stderr } = spawnSync(command, { cwd, shell: true, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed in ${cwd}:\n${stderr}`);
}

/** Builds a commit in a folder of its own; gives what to serve. */
function buildCommit(folder: string): string {
  mkdirSync(folder, { recursive: true });
  run(`git archive ${commit} | tar -x -C "${folder}"`, '.');
  run('npm ci --prefer-offline --no-audit --no-fund', folder);
  run('npx vite build --logLevel error', folder);
  return resolve(folder, 'dist');
}

async function report(browser: Browser, url: string, { rows, depth, epochs }: Job): Promise<Report> {
  const page = await browser.newPage();
  try {
    const hone = new Hone(page);
    await hone.open(url);
    await hone.keptForOffline();
    await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', rows));
    await hone.ready();
    await hone.quickModel();
    await hone.computeWith('Processor (WebAssembly)');
    await hone.depth(depth);
    await hone.set('Epochs', epochs);
    await hone.train();
    const path = await (await hone.download('Download report')).path();
    return JSON.parse(readFileSync(path, 'utf8')) as Report;
  } finally {
    await page.context().close();
  }
}

function line(name: string, reports: Report[]): string {
  const middle = (read: (one: Report) => number) => {
    const sorted = reports.map(read).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  };
  const stages = (['tokenizing', 'encoding', 'training', 'evaluating'] as const).map(
    (stage) => `${stage} ${middle(({ seconds }) => seconds[stage]).toFixed(2)} s`,
  );
  const losses = new Set(reports.map(({ history }) => history.at(-1)?.validationLoss));
  const accuracies = new Set(reports.map(({ metrics }) => metrics.accuracy));
  return `  ${name.padEnd(10)} ${stages.join(', ')}; accuracy ${[...accuracies].join(' or ')}, last validation loss ${[...losses].join(' or ')}`;
}

test(`this checkout beside ${commit}`, async ({ browser }) => {
  const hosts = {
    [commit]: await servePlainly(buildCommit(test.info().outputPath('other'))),
    checkout: await servePlainly('dist'),
  };
  try {
    for (const job of jobs) {
      const reports = Object.keys(hosts).map((): Report[] => []);
      for (let round = 0; round < rounds; round++) {
        for (const [index, { url }] of Object.values(hosts).entries()) {
          reports[index]?.push(await report(browser, url, job));
        }
      }
      console.log(`\n${job.depth}, ${job.rows} rows, ${job.epochs} epochs; medians of ${rounds} rounds`);
      Object.keys(hosts).forEach((name, index) => console.log(line(name, reports[index] ?? [])));
    }
  } finally {
    for (const { server } of Object.values(hosts)) {
      server.closeAllConnections();
      server.close();
    }
  }
});
