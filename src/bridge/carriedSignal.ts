// An AbortSignal across a thread boundary. Signals can't be cloned; a port can be transferred, and a message on it is
// the abort.

/** A signal on its way: the port to transfer, and how to let go of both when the call is over. */
export interface CarriedSignal {
  port: MessagePort;
  release(): void;
}

/** Packs a signal that has not aborted for the other thread. */
export function carry(signal: AbortSignal): CarriedSignal {
  const { port1, port2 } = new MessageChannel();
  const tell = () => port1.postMessage('abort');
  signal.addEventListener('abort', tell);
  return {
    port: port2,
    release() {
      signal.removeEventListener('abort', tell);
      port1.close();
    },
  };
}

/** The signal that a transferred port stands for. It aborts in the task in which the message arrives. */
export function unpack(port: MessagePort): AbortSignal {
  const controller = new AbortController();
  port.onmessage = () => controller.abort(new DOMException('Stopped.', 'AbortError'));
  return controller.signal;
}
