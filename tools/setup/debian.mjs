import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs packages where there is apt-get and no password is asked for.
 *
 * @param {string[]} packages
 * @returns {boolean} whether they are installed; a failure is the caller's to put into words
 */
export function installFromDebian(packages) {
  if (!existsSync('/usr/bin/apt-get')) return false;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const aptGet = (/** @type {string[]} */ ...args) => {
    const [command = '', ...rest] = [...sudo, 'apt-get', ...args];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(command, rest, { stdio: 'ignore', env }).status === 0;
  };
  return aptGet('update', '-qq') && aptGet('install', '-y', '-qq', ...packages);
}
