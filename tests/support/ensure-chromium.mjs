// Installs a Chromium for the tests when none is found: Debian's where there is apt-get, else Playwright's.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const candidates = [
  process.env.HONE_CHROMIUM,
  chromium.executablePath(),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

function run(command, args) {
  console.log(`${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function installFromDebian() {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const aptGet = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args];
    return run(command, rest);
  };
  return aptGet('update', '-qq') && aptGet('install', '-y', '-qq', 'chromium');
}

const found = candidates.find((path) => path && existsSync(path));
if (found) {
  console.log(`Chromium: ${found}`);
} else if (
  !(existsSync('/usr/bin/apt-get') && installFromDebian()) &&
  !run('npx', ['playwright', 'install', 'chromium'])
) {
  console.error('Install Chromium or Chrome, or name yours in HONE_CHROMIUM, and try again.');
  process.exit(1);
}
