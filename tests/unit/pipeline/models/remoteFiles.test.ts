// What a source says it has: a hub's listing, or a folder's SHA256SUMS.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listRemoteFiles } from '../../../../src/pipeline/models/remoteFiles';

const sums = 'a'.repeat(64);
const git = 'b'.repeat(40);

let asked: string[] = [];

function answers(byPath: Record<string, string>): void {
  asked = [];
  vi.stubGlobal('fetch', (url: string) => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    const body = byPath[pathname];
    return Promise.resolve(new Response(body ?? 'Not here.', { status: body ? 200 : 404 }));
  });
}

beforeEach(() => vi.stubGlobal('self', { location: { origin: 'https://app.example' } }));
afterEach(() => vi.unstubAllGlobals());

test('a hub: the files that are needed, of weights those in one file', async () => {
  const file = (path: string, lfs = false) => ({
    type: 'file',
    path,
    size: 5,
    oid: git,
    ...(lfs && { lfs: { oid: sums, size: 5 } }),
  });
  const tree = [
    file('config.json'),
    file('sentencepiece.bpe.model', true),
    file('model.safetensors', true),
    file('model-00001-of-00002.safetensors', true),
    file('pytorch_model.bin', true),
    file('README.md'),
    { type: 'directory', path: 'onnx', size: 0, oid: git },
    { type: 'file', path: '../evil/config.json', size: 1, oid: git },
  ];
  answers({ '/api/models/a/b/tree/main': JSON.stringify(tree) });
  const files = await listRemoteFiles('https://hub.example', 'a/b');
  expect(files).toEqual([
    {
      name: 'config.json',
      url: 'https://hub.example/a/b/resolve/main/config.json',
      size: 5,
      hash: { kind: 'git', hex: git },
    },
    {
      name: 'sentencepiece.bpe.model',
      url: 'https://hub.example/a/b/resolve/main/sentencepiece.bpe.model',
      size: 5,
      hash: { kind: 'sha256', hex: sums },
    },
    {
      name: 'model.safetensors',
      url: 'https://hub.example/a/b/resolve/main/model.safetensors',
      size: 5,
      hash: { kind: 'sha256', hex: sums },
    },
  ]);
});

test('a hub: the pooling of a sentence encoder lies in a folder of its own', async () => {
  const file = (path: string, lfs = false) => ({
    ...{ type: 'file', path, size: 5, oid: git },
    ...(lfs && { lfs: { oid: sums, size: 5 } }),
  });
  const folder = { type: 'directory', path: '1_Pooling', size: 0, oid: git };
  const tree = '/api/models/a/b/tree/main';
  const top = JSON.stringify([folder, file('config.json'), file('model.safetensors', true)]);
  answers({ [tree]: top, [`${tree}/1_Pooling`]: JSON.stringify([file('1_Pooling/config.json')]) });
  const files = await listRemoteFiles('https://hub.example', 'a/b');
  expect(files.map(({ name, url }) => [name, url])).toContainEqual([
    '1_Pooling/config.json',
    'https://hub.example/a/b/resolve/main/1_Pooling/config.json',
  ]);
  expect(asked).toEqual([tree, `${tree}/1_Pooling`]);
  answers({ [tree]: top });
  await expect(listRemoteFiles('https://hub.example', 'a/b')).rejects.toThrow(/lists the folder 1_Pooling and not its/);
});

test('a folder of one’s own: what SHA256SUMS names', async () => {
  const text = `${sums}  config.json\n${sums} *model.safetensors\r\n${sums}  ../elsewhere\nno line\n`;
  answers({ '/mine/a/b/SHA256SUMS': text });
  const files = await listRemoteFiles('https://app.example/mine', 'a/b');
  expect(files.map(({ name, url, size }) => [name, url, size])).toEqual([
    ['config.json', 'https://app.example/mine/a/b/config.json', null],
    ['model.safetensors', 'https://app.example/mine/a/b/model.safetensors', null],
  ]);
});

test('weights in another format only: said, with the way out', async () => {
  answers({ '/a/b/SHA256SUMS': `${sums}  config.json\n${sums}  pytorch_model.bin\n` });
  await expect(listRemoteFiles('https://app.example', 'a/b')).rejects.toThrow(
    /has no model\.safetensors .*save_pretrained/,
  );
});

const conversion = {
  num: 7,
  title: 'Adding `safetensors` variant of this model',
  status: 'open',
  isPullRequest: true,
  author: { name: 'SFconvertbot' },
};
const large = (path: string) => ({ type: 'file', path, size: 5, oid: git, lfs: { oid: sums, size: 5 } });

test('a hub without safetensors: the weights that its robot converted', async () => {
  answers({
    '/api/models/a/b/tree/main': JSON.stringify([
      { type: 'file', path: 'config.json', size: 5, oid: git },
      large('pytorch_model.bin'),
    ]),
    '/api/models/a/b/discussions': JSON.stringify({
      discussions: [
        { ...conversion, num: 3, author: { name: 'somebody' } },
        { ...conversion, num: 4, title: 'Another change' },
        { ...conversion, num: 5, status: 'closed' },
        conversion,
      ],
    }),
    '/api/models/a/b/tree/refs%2Fpr%2F7': JSON.stringify([
      large('model.safetensors'),
      { type: 'file', path: 'config.json', size: 6, oid: git },
    ]),
  });
  const files = await listRemoteFiles('https://hub.example', 'a/b');
  expect(files.map(({ name, url }) => [name, url])).toEqual([
    ['config.json', 'https://hub.example/a/b/resolve/main/config.json'],
    ['model.safetensors', 'https://hub.example/a/b/resolve/refs%2Fpr%2F7/model.safetensors'],
  ]);
});

test.each([
  ['no answer', undefined],
  ['no list', '{"discussions":7}'],
  ['somebody else’s', JSON.stringify({ discussions: [{ ...conversion, author: null }] })],
])('a hub without safetensors or a conversion: said (%s)', async (_, discussions) => {
  answers({
    '/api/models/a/b/tree/main': JSON.stringify([large('pytorch_model.bin')]),
    ...(discussions && { '/api/models/a/b/discussions': discussions }),
  });
  await expect(listRemoteFiles('https://hub.example', 'a/b')).rejects.toThrow(/has no model\.safetensors/);
  expect(asked).not.toContain('/api/models/a/b/tree/refs%2Fpr%2F7');
});
