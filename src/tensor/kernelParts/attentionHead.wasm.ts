// What attention and its gradient share: one text and head on its own, as small matrix products. Queries go in blocks, so
// that their scores stay in the cache.

import { queryBlock } from '../wasm/sizes';
import { multiplyPacked, packLeft } from './smallProduct.wasm';

/** One text and head, and where a thread keeps its scores. Lies at the start of the scratch. */
@unmanaged
export class Head {
  head: i32;
  start: i32;
  tokens: i32;
  size: i32;
  scale: f32;
  query: usize;
  /** Bytes from one token's row to the next in qkv, and in the context. */
  qkvStride: usize;
  contextStride: usize;
  context: usize;
  /** Tokens before and after it that a token attends to; 0: all of its text. */
  window: i32;
  /** What a block of queries attends to: the first token, and how many. */
  firstKey: i32;
  keys: i32;
  /** Scores of a block of queries, `[queries, keys]`, and their gradients. */
  scores: usize;
  dScores: usize;
  packed: usize;
}

/** One text and head of a launch, whose scores lie in a thread's scratch. */
export function describeHead(
  unit: i32,
  starts: usize,
  qkv: usize,
  context: usize,
  hidden: i32,
  heads: i32,
  window: i32,
  scratch: usize,
): Head {
  const head = changetype<Head>(scratch);
  const text = unit / heads;
  head.head = unit % heads;
  head.start = load<i32>(starts + ((<usize>text) << 2));
  head.tokens = load<i32>(starts + ((<usize>text) << 2), 4) - head.start;
  head.size = hidden / heads;
  head.scale = 1 / sqrt<f32>(<f32>head.size);
  head.qkvStride = <usize>hidden * 12;
  head.contextStride = (<usize>hidden) << 2;
  const column = (<usize>(head.head * head.size)) << 2;
  head.query = qkv + <usize>head.start * head.qkvStride + column;
  head.context = context + <usize>head.start * head.contextStride + column;
  head.scores = scratch + 256;
  head.window = window;
  const keys = window ? min(head.tokens, queryBlock + 2 * window) : head.tokens;
  head.dScores = head.scores + ((<usize>(keys * queryBlock)) << 2);
  head.packed = head.dScores + ((<usize>(keys * queryBlock)) << 2);
  return head;
}

/** Scores of a block of queries against all keys that any of them attends to. */
export function scoresOf(head: Head, first: i32, queries: i32): void {
  head.firstKey = head.window ? max(0, first - head.window) : 0;
  head.keys = (head.window ? min(head.tokens, first + queries + head.window) : head.tokens) - head.firstKey;
  const query = head.query + <usize>first * head.qkvStride;
  const key = keyOf(head);
  packLeft(head.packed, queries, head.size, query, head.qkvStride, 4, head.scale);
  multiplyKeys(head, queries, key, head.scores);
}

/** Where the keys of a block of queries start. */
export function keyOf(head: Head): usize {
  return head.query + head.contextStride + <usize>head.firstKey * head.qkvStride;
}

/** In a row of scores, the first key that a token attends to. */
export function startInRow(head: Head, token: i32): i32 {
  return head.window ? max(0, token - head.window - head.firstKey) : 0;
}

/** The one after the last. */
export function endInRow(head: Head, token: i32): i32 {
  return head.window ? min(head.keys, token + head.window + 1 - head.firstKey) : head.keys;
}

/** Clears what of a row of scores a token does not attend to. */
export function clearOutside(head: Head, row: usize, start: i32, end: i32): void {
  memory.fill(row, 0, (<usize>start) << 2);
  memory.fill(row + ((<usize>end) << 2), 0, (<usize>(head.keys - end)) << 2);
}

/** result `[queries, keys]` = packed queries · the block's keys (or values), transposed */
export function multiplyKeys(head: Head, queries: i32, keys: usize, result: usize): void {
  const stride = head.qkvStride;
  const rowBytes = (<usize>head.keys) << 2;
  const packed = head.packed;
  multiplyPacked(packed, queries, head.size, head.keys, keys, 4, stride, result, rowBytes, false);
}
