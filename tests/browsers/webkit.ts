// WebKitGTK, Safari's engine, by the WebDriver that Debian ships with it: https://www.w3.org/TR/webdriver2/.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor, type Browser, type ElementId } from './protocol';

/** The name under which WebDriver sends elements. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

export interface WebKitOptions {
  /** Whether it has what Safari has and WebKitGTK leaves off: shared memory, the storage API, private files. */
  likeSafari: boolean;
  /** A private window. */
  isPrivate?: boolean;
}

const safariFeatures = 'StorageAPI,StorageAPIEstimate,FileSystem,AccessHandle,FileSystemWritableStream';

/** Starts WebKitGTK on a display of its own, with a profile in a folder. */
export async function startWebKit(folder: string, options: WebKitOptions): Promise<Browser> {
  const downloads = join(folder, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const { display, end } = await startDisplay();
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      DISPLAY: display,
      HOME: folder,
      // The page's language is then `C`, which Intl refuses.
      LANG: 'C.UTF-8',
      HONE_PROFILE: folder,
      HONE_DOWNLOADS: downloads,
      HONE_PRIVATE: options.isPrivate ? '1' : '',
      HONE_FEATURES: options.likeSafari ? safariFeatures : '',
      ...(options.likeSafari && { JSC_useSharedArrayBuffer: '1' }),
    },
  });
  const errors: string[] = [];
  for (const output of [driver.stdout, driver.stderr]) {
    output.on('data', (piece) => errors.push(...String(piece).split('\n').filter(isError)));
  }
  const base = `http://127.0.0.1:${port}`;
  await waitFor('answer of WebKitWebDriver', () =>
    fetch(`${base}/status`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const window = fileURLToPath(new URL('webkit_window.py', import.meta.url));
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: window, args: [] } } };
  const { sessionId } = await ask<{ sessionId: string }>('POST', `${base}/session`, { capabilities });
  return new WebKit(`${base}/session/${sessionId}`, [driver, end], downloads, errors);
}

/** What WebKit prints of its console. Parts of a policy that are newer than it are no error. */
const isError = (line: string) =>
  /^CONSOLE \S+ ERROR|WEB PROCESS TERMINATED/.test(line) && !line.includes('Unrecognized Content-Security-Policy');

async function startDisplay(): Promise<{ display: string; end: ChildProcess }> {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const display = await new Promise<string>((resolve, reject) => {
    server.stdout.once('data', (number) => resolve(`:${String(number).trim()}`));
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb did not start.')));
  });
  return { display, end: server };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function ask<Value>(method: 'GET' | 'POST' | 'DELETE', url: string, body?: object): Promise<Value> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const { value } = (await response.json()) as { value: Value & { error?: string; message?: string } };
  if (value?.error) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

class WebKit implements Browser {
  constructor(
    private readonly session: string,
    private readonly processes: readonly ChildProcess[],
    readonly downloads: string,
    readonly errors: readonly string[],
  ) {}

  async open(url: string): Promise<void> {
    await this.post('/url', { url });
  }

  async reload(): Promise<void> {
    await this.post('/refresh', {});
  }

  async evaluate<Arg, Value>(run: (arg: Arg) => Value, arg: Arg): Promise<Value> {
    const script = `return JSON.stringify([(${run})(JSON.parse(arguments[0]))]);`;
    return (JSON.parse(await this.execute<string>(script, arg)) as Value[])[0] as Value;
  }

  async find<Arg>(run: (arg: Arg) => Element | null, arg: Arg): Promise<ElementId | null> {
    const script = `return (${run})(JSON.parse(arguments[0]));`;
    return (await this.execute<Record<string, string> | null>(script, arg))?.[elementKey] ?? null;
  }

  async click(element: ElementId): Promise<void> {
    await this.post(`/element/${element}/click`, {});
  }

  async type(element: ElementId, text: string): Promise<void> {
    await this.post(`/element/${element}/value`, { text });
  }

  choose(element: ElementId, path: string): Promise<void> {
    return this.type(element, path);
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await ask<string>('GET', `${this.session}/screenshot`), 'base64');
  }

  async close(): Promise<void> {
    await ask('DELETE', this.session).catch(() => {});
    for (const running of this.processes) running.kill();
  }

  private execute<Value>(script: string, arg: unknown): Promise<Value> {
    return this.post<Value>('/execute/sync', { script, args: [JSON.stringify(arg ?? null)] });
  }

  private post<Value>(path: string, body: object): Promise<Value> {
    return ask<Value>('POST', this.session + path, body);
  }
}
