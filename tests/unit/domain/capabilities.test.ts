import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capabilities, has, missingCapabilities, type CapabilityName } from '../../../src/domain/capabilities';
import { whyNoStart } from '../../../src/words/missingCapabilities';

const noop = () => {};

/** The globals of a browser that has everything. */
const whole = () => ({
  isSecureContext: true,
  crossOriginIsolated: true,
  localStorage: {},
  sessionStorage: {},
  indexedDB: { databases: noop },
  WebAssembly: { validate: noop },
  Worker: noop,
  Promise: { withResolvers: noop },
  SharedArrayBuffer: noop,
  FileSystemFileHandle: { prototype: { createWritable: noop, createSyncAccessHandle: noop } },
  navigator: {
    gpu: {},
    locks: { request: noop },
    serviceWorker: { register: noop },
    storage: { persist: noop, estimate: noop, getDirectory: noop },
    wakeLock: { request: noop },
  },
});

const names = Object.keys(capabilities) as CapabilityName[];
const found = (scope: object) => names.filter((name) => has(name, scope));

test('a browser that has everything lacks nothing', () => {
  expect(found(whole())).toEqual(names);
  expect(missingCapabilities(whole())).toEqual([]);
});

test('WebKitGTK as installed: isolated, but without shared memory, storage and a graphics card', () => {
  const { SharedArrayBuffer: _, ...scope } = whole();
  const { storage: __, gpu: ___, wakeLock: ____, ...navigator } = scope.navigator;
  const lacks = names.filter((name) => !has(name, { ...scope, navigator }));
  expect(lacks).toEqual(['sharedMemory', 'graphicsCard', 'persist', 'estimate', 'privateFiles', 'wakeLock']);
  expect(missingCapabilities({ ...scope, navigator })).toEqual([]);
});

test('plain http from a network address: what to do, and nothing of what follows from it', () => {
  const scope = { ...whole(), isSecureContext: false, navigator: {} };
  const missing = missingCapabilities(scope);
  expect(missing).toEqual(['secureContext', 'locks']);
  expect(whyNoStart(missing, 'http://192.168.1.7:4173')).toMatch(
    /^Open Hone over https or on localhost\. At http:\/\/192/,
  );
});

test('blocked site data throws at the first look, and is said', () => {
  const scope = Object.defineProperty(whole(), 'localStorage', {
    get() {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  });
  expect(missingCapabilities(scope)).toEqual(['siteData']);
  expect(whyNoStart(['siteData'], '')).toMatch(/^This browser blocks site data here.*Allow this site/);
});

test('an old browser is told what it lacks and which to take', () => {
  const scope = { ...whole(), Promise: {}, WebAssembly: undefined };
  expect(whyNoStart(missingCapabilities(scope), '')).toBe(
    'This browser is too old for Hone: it lacks WebAssembly, Promise.withResolvers. ' +
      'Open Hone in a current Chrome, Edge, Firefox or Safari.',
  );
});

// The rest of the program must not learn of an optional API in another way.
test('every use of an optional API stands behind a look at the table', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.d)\.(ts|svelte)$/.test(file) && !file.endsWith('capabilities.ts'))
    .map((file) => ({ file, text: readFileSync(join('src', file), 'utf8') }));
  for (const name of names.filter((each) => !capabilities[each].needed)) {
    for (const path of capabilities[name].at) {
      const use = path.replace(/^.*\.prototype\.|^navigator\.(?=\w+\.)/, '');
      const pattern = new RegExp(`\\b${use.replaceAll('.', '\\.')}\\b`);
      const using = sources.filter(({ text }) => pattern.test(text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '')));
      for (const { file, text } of using) expect(text, `${file} uses ${use}`).toContain(`has('${name}')`);
    }
  }
});
