// The page's door to what holds the model.

import type { PageAnswer } from '../domain/ownPage';
import type { Ask, Told } from './messages';

export interface Listener {
  onLoading(done: number, total: number): void;
  onReady(ready: { title: string; labels: string[]; allowedOrigins: string[] }): void;
  /** The model can't be used. */
  onFailed(message: string): void;
}

/** Starts what holds the model; gives how to ask it. */
export type StartEngine = (tell: (told: Told) => void, stopped: (why: string) => void) => (ask: Ask) => void;

/** The engine in a thread of its own. */
export const engineInWorker: StartEngine = (tell, stopped) => {
  const worker = new Worker(new URL('engine.js', document.baseURI), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Told>) => tell(data));
  worker.addEventListener('error', ({ message }) =>
    stopped(`engine.js stopped${message ? ` (${message})` : ' or is missing'}. Reload the page.`),
  );
  return (ask) => worker.postMessage(ask);
};

export class ClassifierDoor {
  private readonly ask: (ask: Ask) => void;
  private readonly waiting = new Map<number, PromiseWithResolvers<PageAnswer[]>>();
  private asked = 0;
  private failure: string | null = null;

  constructor(
    private readonly listener: Listener,
    start: StartEngine,
  ) {
    this.ask = start(
      (told) => this.hear(told),
      (why) => this.fail(why),
    );
  }

  /** Asks; before the model is there, the answer comes when it is. @throws Error in words */
  classify(texts: string[]): Promise<PageAnswer[]> {
    if (this.failure !== null) return Promise.reject(new Error(this.failure));
    const id = this.asked++;
    const answer = Promise.withResolvers<PageAnswer[]>();
    this.waiting.set(id, answer);
    this.ask({ id, texts });
    return answer.promise;
  }

  private hear(told: Told): void {
    switch (told.kind) {
      case 'loading':
        return this.listener.onLoading(told.done, told.total);
      case 'ready':
        return this.listener.onReady(told);
      case 'answers':
        this.waiting.get(told.id)?.resolve(told.answers);
        this.waiting.delete(told.id);
        return;
      case 'failed':
        if (told.id === null) return this.fail(told.message);
        this.waiting.get(told.id)?.reject(new Error(told.message));
        this.waiting.delete(told.id);
        return;
      default:
        return told satisfies never;
    }
  }

  private fail(message: string): void {
    this.failure = message;
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
    this.listener.onFailed(message);
  }
}
