// The heap of a page's workers, asked for again and again from outside by the DevTools protocol.

import type { BrowserCommandContext } from 'vitest/node';

interface Watch {
  peak: number;
  stop: () => Promise<void>;
}

let watch: Watch | null = null;

/** Begins to ask every worker of the page for its heap. */
export async function watchHeap({ page }: BrowserCommandContext): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const workers = new Set<string>();
  let message = 0;
  const own: Watch = { peak: 0, stop: async () => {} };
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.add(sessionId);
  });
  session.on('Target.receivedMessageFromTarget', ({ message: answer }) => {
    const { result } = JSON.parse(answer) as { result?: { usedSize?: number } };
    own.peak = Math.max(own.peak, result?.usedSize ?? 0);
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const timer = setInterval(() => {
    for (const sessionId of workers) {
      const ask = JSON.stringify({ id: ++message, method: 'Runtime.getHeapUsage' });
      session.send('Target.sendMessageToTarget', { sessionId, message: ask }).catch(() => {});
    }
  }, 100);
  own.stop = async () => {
    clearInterval(timer);
    await session.detach();
  };
  watch = own;
}

/** Stops asking; gives the largest heap of any worker, in bytes. */
export async function peakHeap(): Promise<number> {
  const { peak = 0 } = watch ?? {};
  await watch?.stop();
  watch = null;
  return peak;
}
