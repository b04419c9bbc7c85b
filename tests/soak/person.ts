// A person who does things in no order, on one to three tabs, while the machine fails under them. Everything that is
// drawn is drawn from one seed.

import { spawnSync } from 'node:child_process';
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { chromium } from 'playwright';
import { chromiumOptions } from '../support/chromium';
import { Hone } from '../support/hone';
import type { PlainHost } from '../support/staticServer';

const words = {
  good: ['lovely', 'bright', 'quick', 'friendly', 'solid', 'generous', 'clear', 'warm'],
  bad: ['broken', 'rude', 'slow', 'dirty', 'loud', 'useless', 'cold', 'dull'],
  things: ['screen', 'waiter', 'parcel', 'room', 'soup', 'phone', 'chair', 'manual', 'battery', 'coat'],
};

export class Person {
  context: BrowserContext | null = null;
  /** Everything that went wrong on a page since it was last looked at. */
  readonly errors: string[] = [];
  readonly requested = new Set<string>();
  kills = 0;
  private imported = 0;

  constructor(
    private readonly profile: string,
    private readonly host: PlainHost,
    private readonly random: () => number,
  ) {}

  chance(share: number): boolean {
    return this.random() < share;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  }

  /** Starts the browser on the profile as it was left, with one tab. */
  async startBrowser(): Promise<void> {
    const context = await chromium.launchPersistentContext(this.profile, chromiumOptions());
    this.context = context;
    context.on('request', (request) => this.requested.add(new URL(request.url()).origin));
    context.on('weberror', (error) => this.errors.push(String(error.error())));
    const page = context.pages()[0] ?? (await context.newPage());
    await this.openIn(page);
  }

  get pages(): Page[] {
    return this.context?.pages() ?? [];
  }

  /** The tab that the person looks at. */
  get page(): Page {
    return this.pages.at(-1) ?? fail('No tab is open.');
  }

  get hone(): Hone {
    return new Hone(this.page);
  }

  async openIn(page: Page): Promise<void> {
    await new Hone(page).open(this.host.url);
  }

  async openTab(): Promise<void> {
    if (!this.context) return;
    await this.openIn(await this.context.newPage());
  }

  /** As the power cut does: no process of the browser gets to say anything. */
  async kill(): Promise<void> {
    this.kills++;
    spawnSync('pkill', ['-9', '-f', this.profile]);
    await this.context?.close().catch(() => {});
    this.context = null;
    await this.startBrowser();
  }

  async quit(): Promise<void> {
    await this.context?.close();
    this.context = null;
  }

  /** Waits until no job runs on the page any more. */
  async idle(timeout = 240_000): Promise<void> {
    await expect(this.page.getByRole('progressbar')).toHaveCount(0, { timeout });
  }

  list(name: 'My models' | 'My data sets'): Locator {
    return this.page.getByRole('list', { name }).getByRole('listitem');
  }

  /** Rows whose labels can be learned, a few of them twice. */
  rows(count: number): Buffer {
    const lines = Array.from({ length: count }, () => {
      const label = this.chance(0.5) ? 'good' : 'bad';
      const text = `the ${this.pick(words.things)} was ${this.pick(words[label])} and ${this.pick(words[label])}`;
      return `"${text}, visit ${this.between(1, 99_999)}",${label}`;
    });
    return Buffer.from(`text,label\n${lines.join('\n')}\n`);
  }

  nextName(): string {
    return `rows-${++this.imported}.csv`;
  }
}

export function fail(message: string): never {
  throw new Error(message);
}
