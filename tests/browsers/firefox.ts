// Firefox, by the WebDriver BiDi that it speaks itself: https://w3c.github.io/webdriver-bidi/.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import WebSocket from 'ws';
import type { Browser, ElementId } from './protocol';

/** A value as BiDi sends it; of those that the page gives only strings and elements are asked for. */
interface RemoteValue {
  type: string;
  value?: string;
  sharedId?: string;
}

interface Answer {
  id?: number;
  method?: string;
  params?: { level?: string; text?: string };
  result?: unknown;
  error?: string;
  message?: string;
}

const preferences = (downloads: string, own: Record<string, unknown>) => ({
  'browser.download.folderList': 2,
  'browser.download.dir': downloads,
  'browser.download.alwaysOpenPanel': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  ...own,
});

/**
 * Starts Firefox with a profile in a folder.
 *
 * @param own preferences beside the usual ones
 */
export async function startFirefox(
  executable: string,
  folder: string,
  own: Record<string, unknown> = {},
): Promise<Firefox> {
  const downloads = join(folder, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const lines = Object.entries(preferences(downloads, own)).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  writeFileSync(join(folder, 'user.js'), lines.join(''));
  const child = spawn(executable, ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, MOZ_HEADLESS_WIDTH: '1280', MOZ_HEADLESS_HEIGHT: '900' },
  });
  const session = await Session.open(`${await address(child)}/session`);
  await session.ask('session.new', { capabilities: {} });
  await session.ask('session.subscribe', { events: ['log.entryAdded'] });
  const tree = await session.ask<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
  const context = tree.contexts[0]?.context ?? '';
  return new Firefox(child, session, context, downloads);
}

/** The address that Firefox says on its error output. */
function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (piece) => {
      said += String(piece);
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`Firefox ended: ${said}`)));
  });
}

/** Questions and answers over one connection. */
class Session {
  readonly errors: string[] = [];
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private asked = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.hear(JSON.parse(String(data)) as Answer));
  }

  static async open(url: string): Promise<Session> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Session(socket);
  }

  ask<Result>(method: string, params: object): Promise<Result> {
    const id = ++this.asked;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error, message }) => {
        if (error) reject(new Error(`${method}: ${error}, ${message}`));
        else resolve(result as Result);
      });
    });
  }

  private hear(answer: Answer): void {
    if (answer.method === 'log.entryAdded' && answer.params?.level === 'error') {
      this.errors.push(answer.params.text ?? '');
    }
    if (answer.id === undefined) return;
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }
}

/** One tab, and what may lie before it. */
export class Firefox implements Browser {
  private before: string | null = null;

  constructor(
    private readonly child: ChildProcess,
    private readonly session: Session,
    private readonly context: string,
    readonly downloads: string,
  ) {}

  get errors(): readonly string[] {
    return this.session.errors;
  }

  async open(url: string): Promise<void> {
    await this.session.ask('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  async reload(): Promise<void> {
    await this.session.ask('browsingContext.reload', { context: this.context, wait: 'complete' });
  }

  /** Opens another tab before this one, which is then hidden. */
  async hide(): Promise<void> {
    const { context } = await this.session.ask<{ context: string }>('browsingContext.create', { type: 'tab' });
    this.before = context;
  }

  /** Closes the tab before this one. */
  async show(): Promise<void> {
    if (this.before) await this.session.ask('browsingContext.close', { context: this.before });
    this.before = null;
    await this.session.ask('browsingContext.activate', { context: this.context });
  }

  async evaluate<Arg, Value>(run: (arg: Arg) => Value, arg: Arg): Promise<Value> {
    const { value } = await this.call(`(json) => JSON.stringify([(${run})(JSON.parse(json))])`, arg);
    return (JSON.parse(value ?? '[]') as Value[])[0] as Value;
  }

  async find<Arg>(run: (arg: Arg) => Element | null, arg: Arg): Promise<ElementId | null> {
    return (await this.call(`(json) => (${run})(JSON.parse(json))`, arg)).sharedId ?? null;
  }

  async click(element: ElementId): Promise<void> {
    const origin = { type: 'element', element: { sharedId: element } };
    const press = [
      { type: 'pointerMove', x: 0, y: 0, origin },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.perform({ type: 'pointer', id: 'mouse', actions: press });
  }

  async type(element: ElementId, text: string): Promise<void> {
    await this.click(element);
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.perform({ type: 'key', id: 'keyboard', actions });
  }

  async choose(element: ElementId, path: string): Promise<void> {
    await this.session.ask('input.setFiles', { context: this.context, element: { sharedId: element }, files: [path] });
  }

  async screenshot(): Promise<Buffer> {
    const shot = { context: this.context, origin: 'document' };
    const { data } = await this.session.ask<{ data: string }>('browsingContext.captureScreenshot', shot);
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.session.ask('browser.close', {}).catch(() => this.child.kill());
    await ended;
  }

  private async perform(source: object): Promise<void> {
    await this.session.ask('input.performActions', { context: this.context, actions: [source] });
  }

  private async call(functionDeclaration: string, arg: unknown): Promise<RemoteValue> {
    const answer = await this.session.ask<{ result?: RemoteValue; exceptionDetails?: { text: string } }>(
      'script.callFunction',
      {
        functionDeclaration,
        awaitPromise: true,
        target: { context: this.context },
        arguments: [{ type: 'string', value: JSON.stringify(arg ?? null) }],
      },
    );
    if (!answer.result) throw new Error(answer.exceptionDetails?.text ?? 'The page gave nothing.');
    return answer.result;
  }
}
