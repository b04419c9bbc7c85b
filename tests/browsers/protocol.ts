// What the journey asks of a browser. Firefox speaks WebDriver BiDi by itself (firefox.ts), WebKitGTK the older WebDriver
// (webkit.ts): Playwright drives neither of them as Debian ships them.

/** An element of the page, as the protocol names it. */
export type ElementId = string;

export interface Browser {
  /** Where its downloads go. */
  readonly downloads: string;
  /** What its console said that was an error. */
  readonly errors: readonly string[];
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page; its argument and value are copied. */
  evaluate<Arg, Value>(run: (arg: Arg) => Value, arg: Arg): Promise<Value>;
  /** Runs a function in the page that gives an element. */
  find<Arg>(run: (arg: Arg) => Element | null, arg: Arg): Promise<ElementId | null>;
  click(element: ElementId): Promise<void>;
  type(element: ElementId, text: string): Promise<void>;
  choose(element: ElementId, path: string): Promise<void>;
  /** A picture of the window, as PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** Milliseconds between two looks. */
const pause = 200;

/** Looks until there is something to see. @throws Error in words when there is nothing within `timeout` milliseconds */
export async function waitFor<Seen>(
  what: string,
  look: () => Promise<Seen | null | undefined | false>,
  timeout = 90_000,
): Promise<Seen> {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`No ${what} within ${timeout / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
