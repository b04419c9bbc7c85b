// What the page shows. Its elements are in index.html; embed.html has none of them, and nothing is shown.

import type { PageAnswer } from '../domain/ownPage';
import { bytes, percent } from '../words/numbers';

/** Labels shown of many. */
const shown = 10;
/** Milliseconds without typing after which a text is classified. */
const pause = 250;

interface Classifies {
  classify(texts: string[]): Promise<PageAnswer[]>;
}

/** Shows the page; `null` where there is nothing to show it in. */
export function startView(door: Classifies): View | null {
  const elements = findElements();
  return elements && new View(door, elements);
}

function findElements() {
  const text = document.querySelector('textarea');
  const state = document.querySelector<HTMLElement>('#state');
  const progress = document.querySelector('progress');
  const answer = document.querySelector<HTMLElement>('#answer');
  const bars = document.querySelector<HTMLElement>('#bars');
  const title = document.querySelector<HTMLElement>('#title');
  if (!text || !state || !progress || !answer || !bars || !title) return null;
  return { text, state, progress, answer, bars, title };
}

type Elements = NonNullable<ReturnType<typeof findElements>>;

export class View {
  private timer = 0;
  /** The text that is being classified; a later one waits for it. */
  private running: string | null = null;

  constructor(
    private readonly door: Classifies,
    private readonly elements: Elements,
  ) {
    const { text } = elements;
    text.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.classify(), pause);
    });
    // The browser may have kept what was typed before a reload.
    if (text.value.trim()) void this.classify();
  }

  loading(done: number, total: number): void {
    const { state, progress } = this.elements;
    const share = total > 0 ? Math.min(1, done / total) : 0;
    progress.hidden = false;
    if (total > 0) progress.value = share;
    state.textContent =
      share >= 1
        ? 'Preparing the model…'
        : `Loading the model: ${bytes(done)}${total > 0 ? ` of ${bytes(total)}` : ''}. You can type already.`;
  }

  ready(title: string): void {
    const { state, progress } = this.elements;
    progress.hidden = true;
    state.textContent = '';
    document.title = title;
    this.elements.title.textContent = title;
  }

  failed(message: string): void {
    const { state, progress } = this.elements;
    progress.hidden = true;
    state.setAttribute('role', 'alert');
    state.textContent = message;
  }

  private async classify(): Promise<void> {
    const { text } = this.elements;
    if (this.running !== null) return;
    const own = text.value;
    this.running = own;
    try {
      if (own.trim() === '') this.clear();
      else this.show((await this.door.classify([own]))[0]);
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    } finally {
      this.running = null;
    }
    if (text.value !== own) void this.classify();
  }

  private clear(): void {
    this.elements.answer.replaceChildren();
    this.elements.bars.replaceChildren();
  }

  private show(answer: PageAnswer | undefined): void {
    if (!answer) return;
    const { label, labels, probabilities, confidence, unsure, cut } = answer;
    const ranked = Object.entries(probabilities).sort(([, a], [, b]) => b - a);
    const says = labels ? labels.join(', ') || 'None of the labels' : (label ?? '');
    const line = [element('strong', says)];
    if (!labels) line.push(element('span', percent(confidence), 'quiet'));
    if (unsure) line.push(element('span', 'Not sure: a person should decide.', 'unsure'));
    if (cut) line.push(element('span', 'The text is long: only a part of it was read.', 'quiet'));
    this.elements.answer.replaceChildren(...line);
    const strong = new Set(labels ?? [label]);
    this.elements.bars.replaceChildren(
      ...ranked.slice(0, shown).map(([own, share]) => bar(own, share, strong.has(own))),
    );
  }
}

function bar(label: string, share: number, strong: boolean): HTMLElement {
  const row = element('li', '', strong ? 'strong' : '');
  const track = element('span', '', 'track');
  const fill = element('span', '', 'fill');
  track.setAttribute('aria-hidden', 'true');
  fill.style.inlineSize = `${Math.max(0.5, share * 100)}%`;
  track.append(fill);
  const name = element('bdi', label, 'label');
  name.title = label;
  row.append(name, track, element('span', percent(share), 'value'));
  return row;
}

function element(name: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
