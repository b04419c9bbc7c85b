import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { firstVisit } from '../../../tools/build/sizes';

const folder = mkdtempSync(join(tmpdir(), 'hone-sizes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A built app whose page asks for main.js and main.css; what main.js holds, and other scripts by name. */
function app(main: string, scripts: Record<string, string> = {}): string {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const page =
    '<script type="module" crossorigin src="./assets/main.js"></script><link rel="stylesheet" href="./assets/main.css">';
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'assets/main.css'), 'p{color:red}');
  for (const [name, content] of Object.entries({ 'main.js': main, ...scripts })) {
    writeFileSync(join(folder, 'assets', name), content);
  }
  return folder;
}

describe('what is loaded before the page can be used', () => {
  const paths = (outDir: string) =>
    firstVisit(outDir)
      .files.map(({ path }) => path)
      .toSorted();

  it('is what index.html names, and what that imports, and the page that its script starts', () => {
    const main =
      'import{a as b}from"./first.js";const app=import("./app.js"),styles=["assets/app.css"],' +
      'worker=new URL("assets/data.worker-1.js",import.meta.url);b(app)';
    const scripts = {
      'app.js': 'const later=()=>import("./later.js");later()',
      'app.css': 'p{color:blue}',
      'first.js': 'export*from"./second.js";import"./third.js";',
      'second.js': 'export const a=1',
      'third.js': '',
      'later.js': '',
    };
    expect(paths(app(main, scripts))).toEqual([
      'assets/app.css',
      'assets/app.js',
      'assets/first.js',
      'assets/main.css',
      'assets/main.js',
      'assets/second.js',
      'assets/third.js',
    ]);
  });

  it('is within a budget, or said to exceed it', () => {
    expect(firstVisit(app('1')).excess).toBeNull();
    const large = `"${randomBytes(130_000).toString('hex')}"`;
    expect(firstVisit(app(large)).excess).toMatch(/loads 1\d\d\.\d kB .* the budget is 120\.0 kB/);
  });
});
