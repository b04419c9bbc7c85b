// What comes to an exported page from outside: page.json, and messages of other pages.

import { describe, expect, it } from 'vitest';
import { isAllowed, readRequest } from '../../../src/page/embedding';
import { readPageSettings } from '../../../src/page/settings';
import { ownPage, pageSettings } from '../../../src/export/ownPage';
import { columnChoice } from '../../../src/domain/columnChoice';
import { defaultRecipe } from '../../../src/domain/recipe';
import { trainedModel } from '../../support/trainedModel';

describe('page.json', () => {
  const cleaning = { steps: ['trim' as const], removeWords: ['x'], removePassages: [] };
  const written = pageSettings({
    ...trainedModel(['a', 'b']),
    recipe: { ...defaultRecipe, maxTokens: 77, truncation: 'windows' },
    preparation: { columns: { text: 0, label: 1 }, cleaning },
  });

  it('is read as it is written', () => {
    expect(readPageSettings(JSON.parse(JSON.stringify(written)))).toEqual({
      title: 'reviews',
      maxTokens: 77,
      truncation: 'windows',
      cleaning,
      allowedOrigins: ['*'],
    });
  });

  it('says of which columns a text was made', () => {
    const joined = pageSettings({
      ...trainedModel(['a', 'b']),
      textColumns: ['subject', 'message'],
      preparation: { columns: columnChoice([0, 1], 2, ' | ') },
    });
    expect(joined.texts).toEqual({ columns: ['subject', 'message'], separator: ' | ' });
    expect(readPageSettings(JSON.parse(JSON.stringify(joined)))).toEqual(joined);
  });

  it.each([
    [null, 'it'],
    [[], 'title'],
    [{ ...written, title: 3 }, 'title'],
    [{ ...written, maxTokens: '128' }, 'maxTokens'],
    [{ ...written, truncation: 'tail' }, 'truncation'],
    [{ ...written, allowedOrigins: 'https://a.example' }, 'allowedOrigins'],
    [{ ...written, cleaning: undefined }, 'cleaning'],
    [{ ...written, cleaning: { ...cleaning, steps: ['trim', 'shout'] } }, 'cleaning.steps'],
    [{ ...written, cleaning: { ...cleaning, removeWords: [1] } }, 'cleaning.removeWords'],
  ])('%j: says that %s is wrong', (json, what) => {
    expect(() => readPageSettings(json)).toThrow(`page.json can’t be used: ${what} is not`);
  });
});

describe('a message from another page', () => {
  it.each([null, 'texts', 7, {}, { type: 'webpackOk' }])('%j is none of ours', (data) => {
    expect(readRequest(data)).toBeNull();
  });
  it('is a request with an id of any kind', () => {
    expect(readRequest({ id: { a: 1 }, texts: ['x'] })).toEqual({ id: { a: 1 }, texts: ['x'] });
    expect(readRequest({ texts: [] })).toEqual({ id: null, texts: [] });
  });
  it.each([
    [{ id: 1, texts: 'x' }, 'must be an array of strings'],
    [{ id: 1, texts: ['x', 2] }, 'must be an array of strings'],
    [{ id: 1, texts: Array<string>(1001).fill('') }, 'has 1001. Send several'],
    [{ id: 1, texts: ['', 'x'.repeat(100_001)] }, 'Text 1 has more than'],
  ])('is refused in words', (data, words) => {
    expect(readRequest(data)).toMatchObject({ id: 1, problem: expect.stringContaining(words) });
  });
  it('counts by its origin', () => {
    expect(isAllowed('https://a.example', ['*'])).toBe(true);
    expect(isAllowed('https://a.example', ['https://a.example'])).toBe(true);
    expect(isAllowed('https://b.example', ['https://a.example'])).toBe(false);
    expect(isAllowed('null', [])).toBe(false);
  });
});

describe('the files of a page', () => {
  const hostile = '<script>alert("$&")</script>';
  const model = { ...trainedModel([hostile, 'b']), name: hostile };
  const html = { name: 'index.html', content: '<title>%TITLE%</title><p>%ABOUT%</p>' };
  const script = { name: 'engine.js', content: 'const kept = "%TITLE%";' };
  const classifier = ['config.json', 'vocab.txt', 'split.csv', 'hone.json'].map((name) => ({
    name,
    content: '{}',
  }));
  const files = new Map(ownPage(model, [html, script], classifier).map(({ name, content }) => [name, content]));

  it('name the model, whatever its name holds', () => {
    const escaped = '&lt;script&gt;alert(&quot;$&amp;&quot;)&lt;/script&gt;';
    expect(files.get('web/index.html')).toBe(
      `<title>${escaped}</title><p>It sorts texts into 2 labels: ${escaped}, b.</p>`,
    );
    expect(files.get('web/engine.js')).toBe(script.content);
  });

  it('have of the model what the page reads, and none of its rows', () => {
    expect([...files.keys()].filter((name) => name.startsWith('web/model/'))).toEqual(['web/model/config.json']);
    expect(files.get('web/README.md')).toContain('postMessage');
  });
});
