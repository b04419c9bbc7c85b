import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensurePython } from '../../tools/setup/ensure-python.mjs';

const file = (name: string) => fileURLToPath(new URL(`../parity/${name}`, import.meta.url));

/** Runs an oracle of tests/parity with the Python that `npm test` made; gives what it printed. */
export function runOracle(script: string, args: string[]): { status: number | null; out: string } {
  const run = spawnSync(ensurePython(), [file(script), ...args], { encoding: 'utf8' });
  return { status: run.status, out: run.stdout + run.stderr };
}
