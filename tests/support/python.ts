import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const file = (name: string) => fileURLToPath(new URL(`../parity/${name}`, import.meta.url));

/** Runs an oracle of tests/parity with the Python that `npm test` made; gives what it printed. */
export function runOracle(script: string, args: string[]): { status: number | null; out: string } {
  const found = spawnSync('node', [file('ensure-python.mjs')], { encoding: 'utf8' });
  if (found.status !== 0) throw new Error(found.stderr);
  const run = spawnSync(found.stdout.trim(), [file(script), ...args], { encoding: 'utf8' });
  return { status: run.status, out: run.stdout + run.stderr };
}
