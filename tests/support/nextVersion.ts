// A second build of Hone, as a later release would be: other code, another model file.

import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const nextTitle = 'The next Hone';

/** Builds it from a copy of the source in `folder`; gives the folder to serve. */
export function buildNextVersion(folder: string): string {
  const files = ['index.html', 'package.json', 'package-lock.json', 'vite.config.ts'];
  for (const name of [...files, 'src', 'workers', 'public', 'tools']) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');

  const page = join(folder, 'index.html');
  const content = readFileSync(page, 'utf8');
  writeFileSync(page, content.replace(/<title>.*<\/title>/, `<title>${nextTitle}</title>`));
  // The entry's name changes with its content, and with it what the version before would ask for in vain.
  appendFileSync(join(folder, 'src/main.ts'), `\ndocument.title = '${nextTitle}';\n`);
  // White space: other bytes, the same meaning.
  appendFileSync(join(folder, 'public/models/all-MiniLM-L6-v2/tokenizer_config.json'), '\n');

  const { status, stderr } = spawnSync('npx', ['vite', 'build', '--logLevel', 'error'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(`The next version cannot be built: ${stderr}`);
  return join(folder, 'dist');
}
