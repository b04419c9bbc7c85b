// The worker's end of the bridge.

import { expose, type Endpoint } from 'comlink';
import { unpack } from './carriedSignal';

/** Lets the page call the methods of an object; a signal it passed arrives as one. */
export function serve(api: Record<string, (...args: never[]) => unknown>, endpoint?: Endpoint): void {
  const methods = Object.entries(api).map(([name, method]) => [
    name,
    (...args: unknown[]): unknown =>
      Reflect.apply(
        method,
        api,
        args.map((arg) => (arg instanceof MessagePort ? unpack(arg) : arg)),
      ),
  ]);
  expose(Object.fromEntries(methods), endpoint);
}
