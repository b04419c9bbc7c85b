// How the journey finds what is on the page: by role and accessible name, as a person with a screen reader does.

import { waitFor, type Browser, type ElementId } from './protocol';

export interface Wanted {
  role: 'alert' | 'button' | 'file' | 'list' | 'radio' | 'region' | 'status' | 'textbox';
  /** The accessible name; any where it is left out. */
  name?: string;
  /** Whether it must be one that can be used. */
  enabled?: boolean;
}

/** Runs in the page, to which it is sent as text. Enough of the rules for names that Hone's page needs. */
function first({ role, name, enabled }: Wanted): Element | null {
  const selectors = {
    alert: '[role=alert]',
    button: 'button',
    file: 'input[type=file]',
    list: 'ul, ol',
    radio: 'input[type=radio]',
    region: 'section',
    status: '[role=status]',
    textbox: 'textarea, input[type=text], input:not([type])',
  };
  const textOf = (element: Element) => {
    const copy = element.cloneNode(true) as Element;
    for (const hidden of copy.querySelectorAll('[aria-hidden=true]')) hidden.remove();
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const nameOf = (element: Element) => {
    const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const named = ids.flatMap((id) => document.getElementById(id) ?? []);
    const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
    return element.getAttribute('aria-label') ?? [...named, ...labels, element].map(textOf).find(Boolean) ?? '';
  };
  const found = [...document.querySelectorAll(selectors[role])].find(
    (element) =>
      (role === 'file' || element.checkVisibility()) &&
      (name === undefined || nameOf(element) === name) &&
      !(enabled && element.matches(':disabled')),
  );
  if (enabled) found?.scrollIntoView({ block: 'center' });
  return found ?? null;
}

/** Waits for an element. */
export function element(browser: Browser, wanted: Wanted, timeout?: number): Promise<ElementId> {
  return waitFor(`${wanted.role} “${wanted.name ?? ''}”`, () => browser.find(first, wanted), timeout);
}

/** Whether it is on the page now. */
export async function isThere(browser: Browser, wanted: Wanted): Promise<boolean> {
  return (await browser.find(first, wanted)) !== null;
}

/** Waits until it can be used, and clicks it. */
export async function press(browser: Browser, role: Wanted['role'], name: string, timeout?: number): Promise<void> {
  await browser.click(await element(browser, { role, name, enabled: true }, timeout));
}

/** What the page says, all of it; while it is loaded, nothing. */
export function pageText(browser: Browser): Promise<string> {
  return browser.evaluate(() => document.querySelector('body')?.innerText ?? '', null);
}

/** Waits until the page says it. */
export async function says(browser: Browser, words: RegExp, timeout?: number): Promise<string> {
  return waitFor(`text ${words}`, async () => words.exec(await pageText(browser))?.[0], timeout);
}

/** What its alerts say. */
export function alerts(browser: Browser): Promise<string> {
  return browser.evaluate(
    () => [...document.querySelectorAll('[role=alert]')].map((each) => each.textContent.trim()).join(' '),
    null,
  );
}

/** Asks the model about a text; gives what it answers. */
export async function classify(browser: Browser, text: string): Promise<string> {
  const box = await element(browser, { role: 'textbox', name: 'Text to classify', enabled: true });
  await browser.type(box, text);
  await press(browser, 'button', 'Classify');
  return waitFor('answer', async () => {
    const problem = await alerts(browser);
    if (problem) throw new Error(problem);
    return browser.evaluate(() => {
      const answer = document.querySelector('[aria-label=Prediction]');
      return answer?.getAttribute('aria-busy') === 'true' ? '' : answer?.textContent.replace(/\s+/g, ' ').trim();
    }, null);
  });
}
