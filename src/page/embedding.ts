// The postMessage API: a page that embeds this one asks `{ id, texts }` and hears `{ type: 'predictions', id,
// predictions }` (docs/embed.md). Any page may ask, unless page.json names some.

import * as v from 'valibot';
import { pageLimits, type PageAnswer } from '../domain/ownPage';

/** What a page asked, or what is wrong with it; `null` where the message is none of ours. */
export type Request = { id: unknown; texts: string[] } | { id: unknown; problem: string } | null;

const notTexts = 'texts must be an array of strings.';
const isLong = (text: string) => text.length > pageLimits.characters;
const requestedTexts = v.pipe(
  v.array(v.string(notTexts), notTexts),
  v.maxLength(
    pageLimits.texts,
    ({ received }) => `A request may have ${pageLimits.texts} texts, and this one has ${received}. Send several.`,
  ),
  v.check(
    (texts) => !texts.some(isLong),
    ({ input }) => `Text ${input.findIndex(isLong)} has more than ${pageLimits.characters} characters. Cut it first.`,
  ),
);

/** Reads a message that came from another page. */
export function readRequest(data: unknown): Request {
  if (typeof data !== 'object' || data === null || !('texts' in data)) return null;
  const id: unknown = 'id' in data ? data.id : null;
  const read = v.safeParse(requestedTexts, data.texts, { abortPipeEarly: true });
  return read.success ? { id, texts: read.output } : { id, problem: read.issues[0].message };
}

/** Whether a page of that origin may ask. */
export function isAllowed(origin: string, allowedOrigins: readonly string[]): boolean {
  return allowedOrigins.includes('*') || allowedOrigins.includes(origin);
}

interface Classifies {
  classify(texts: string[]): Promise<PageAnswer[]>;
}

/** Answers the pages that embed or opened this one. */
export class Embedding {
  /** `null` until page.json is read; until then nobody is answered. */
  private readonly allowed = Promise.withResolvers<readonly string[]>();

  constructor(private readonly door: Classifies) {
    window.addEventListener('message', (event) => void this.hear(event));
  }

  /** Says to the embedding page that the model is here. */
  ready(title: string, labels: string[], allowedOrigins: readonly string[]): void {
    this.allowed.resolve(allowedOrigins);
    this.tellParent({ type: 'ready', name: title, labels, limits: pageLimits }, allowedOrigins);
  }

  /** Says to the embedding page how much of the model is here. */
  loading(done: number, total: number): void {
    this.tellParent({ type: 'loading', done, total }, ['*']);
  }

  /** Says to the embedding page, and to all who ask, that the model can't be used. */
  failed(message: string): void {
    this.allowed.resolve(['*']);
    this.tellParent({ type: 'error', id: null, error: message }, ['*']);
  }

  private tellParent(message: object, allowedOrigins: readonly string[]): void {
    if (window.parent === window) return;
    // The browser delivers it only where the origin is that one.
    for (const origin of allowedOrigins) {
      if (origin === '*' || URL.canParse(origin)) window.parent.postMessage(message, origin);
    }
  }

  private async hear({ data, origin, source }: MessageEvent<unknown>): Promise<void> {
    const request = readRequest(data);
    if (!request || !source || source === window) return;
    // Pages in sandboxes and files have no origin that could be named.
    const to = { targetOrigin: origin === 'null' ? '*' : origin };
    const { id } = request;
    const refuse = (error: string) => source.postMessage({ type: 'error', id, error }, to);
    if (!isAllowed(origin, await this.allowed.promise)) {
      return refuse(`Pages of ${origin} may not ask here: allowedOrigins in page.json names others.`);
    }
    if ('problem' in request) return refuse(request.problem);
    try {
      const predictions = await this.door.classify(request.texts);
      source.postMessage({ type: 'predictions', id, predictions }, to);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  }
}
