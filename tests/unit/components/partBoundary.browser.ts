// A part of the page that fails says so; the rest lives, and the part comes back.

import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '../../support/eventually';
import ListInBoundary from '../../support/ListInBoundary.svelte';

const written: string[] = [];
let mounted: Record<string, unknown> | null = null;

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    written.push(text);
    return Promise.resolve();
  });
});

afterEach(async () => {
  if (mounted) await unmount(mounted);
  vi.restoreAllMocks();
});

const button = (name: string) =>
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name) ?? null;

test('equal keys take away the list alone, with details to copy and a way back', async () => {
  const list = { names: ['a', 'b', 'a'] };
  mounted = mount(ListInBoundary, { target: document.body, props: { list } });
  const alert = () => document.querySelector('[role=alert]')?.textContent ?? '';
  await eventually(() => expect(alert()).toMatch(/“The list” could not be shown\..*Nothing is lost/s));
  expect(document.body.textContent).toContain('The rest');
  button('Copy details')?.click();
  await eventually(() => expect(alert()).toContain('Copied.'));
  expect(written[0]).toMatch(/^Hone .*, The list\n.*each_key_duplicate/);

  list.names = ['a', 'b'];
  button('Try again')?.click();
  await eventually(() => expect(document.querySelectorAll('li')).toHaveLength(2));
  expect(alert()).toBe('');
});
