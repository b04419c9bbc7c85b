// Threads for a worker that needs some of its own. The page makes them: a worker of Firefox's that calls `new Worker` may
// hang in that call for ever (seen in Firefox ESR 153 on a busy machine, in one of 4 to 80 starts).

export type ThreadKind = 'kernel' | 'onnx';

/** What is posted to the page. */
export interface ThreadRequest {
  thread: ThreadKind;
  /** Where the thread's messages come from and go to. */
  port: MessagePort;
}

/** Posted by the page in place of a thread's own message: it failed, or what was sent could not be copied. */
export interface ThreadProblem {
  problem: string;
}

/** What a thread says: its own messages, or a problem. */
export type ThreadMessage<Own> = Own | ThreadProblem;

/** Ends a thread. */
const end = 'end';

export function isEnd(message: unknown): boolean {
  return message === end;
}

/** A thread, as the worker that asked for it sees it. */
export class Thread<Own> {
  private readonly port: MessagePort;

  /** Asks the page for it: of a worker, the one that made it; a page asks itself. */
  constructor(thread: ThreadKind) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const request: ThreadRequest = { thread, port: port2 };
    globalThis.postMessage(request, { transfer: [port2] });
  }

  /** Sends something; gives what it says next. @throws DOMException when it can't be copied */
  ask(message: unknown): Promise<ThreadMessage<Own>> {
    return new Promise((resolve) => {
      this.port.onmessage = ({ data }: MessageEvent<ThreadMessage<Own>>) => resolve(data);
      this.port.postMessage(message);
    });
  }

  end(): void {
    this.port.postMessage(end);
    this.port.close();
  }
}
