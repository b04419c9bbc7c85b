// The policies word by word: whoever makes one wider has to say so here.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { downloadHeaders, headersFor, securityHeaders } from '../../../src/security/headers';

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default svelte-trusted-html',
];

test('of every response', () => {
  const { 'Content-Security-Policy': own, 'Permissions-Policy': powers, ...others } = securityHeaders;
  expect(own?.split('; ')).toEqual(policy);
  expect(others).toEqual({
    'Connection-Allowlist': '(response-origin);webrtc=block',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  expect(powers?.split(', ').length).toBe(27);
  expect(powers?.split(', ').every((power) => power.endsWith('=()'))).toBe(true);
});

test('of the thread that downloads, and of no other', () => {
  const hub = 'https://huggingface.co https://*.huggingface.co https://*.hf.co';
  expect(downloadHeaders['Content-Security-Policy']?.split('; ')).toEqual(
    policy.map((directive) => (directive === "connect-src 'self'" ? `${directive} ${hub}` : directive)),
  );
  for (const path of ['/', '/assets/data.worker-x.js', '/download.worker-x.js', '/assets/download.worker-x.js/y']) {
    expect(headersFor(path), path).toBe(securityHeaders);
  }
  expect(headersFor('/hone/assets/download.worker-A_-1.js')).toBe(downloadHeaders);
});

/** What a page that is exported says of itself: its host may send no headers. */
const ofPage = (name: string) =>
  /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(
    readFileSync(new URL(`../../../src/page/${name}`, import.meta.url), 'utf8'),
  )?.[1];

test('of an exported page', () => {
  const shared = (style: string[]) => [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "connect-src 'self'",
    ...style,
    // Its icon.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ];
  expect(ofPage('index.html')?.split('; ')).toEqual(shared(["style-src 'self'"]));
  expect(ofPage('embed.html')?.split('; ')).toEqual(shared([]));
});
