import { afterEach, expect, test, vi } from 'vitest';
import { repairLanguage, usableLocale } from '../../../src/domain/locale';

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['de-AT', 'de-AT'],
  ['en-us', 'en-US'],
  ['C', 'en'],
  ['', 'en'],
  ['en_US.UTF-8', 'en'],
])('%s: %s', (tag, usable) => {
  expect(usableLocale(tag)).toBe(usable);
});

test('a language that Intl refuses becomes one that it takes, for libraries too', () => {
  const browser = { language: 'C' };
  vi.stubGlobal('navigator', browser);
  expect(() => new Intl.NumberFormat(browser.language)).toThrow(RangeError);
  repairLanguage();
  expect(new Intl.NumberFormat(browser.language).format(1234)).toBe('1,234');
});
