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
  /** Scores of a block of queries, `[queryBlock, tokens]`, and their gradients. */
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
  head.dScores = head.scores + ((<usize>(head.tokens * queryBlock)) << 2);
  head.packed = head.dScores + ((<usize>(head.tokens * queryBlock)) << 2);
  return head;
}

/** Scores of a block of queries against all keys. */
export function scoresOf(head: Head, first: i32, queries: i32): void {
  const query = head.query + <usize>first * head.qkvStride;
  const key = head.query + head.contextStride;
  packLeft(head.packed, queries, head.size, query, head.qkvStride, 4, head.scale);
  multiplyKeys(head, queries, key, head.scores);
}

/** result `[queries, tokens]` = packed queries · the text's keys (or values), transposed */
export function multiplyKeys(head: Head, queries: i32, keys: usize, result: usize): void {
  const stride = head.qkvStride;
  const rowBytes = (<usize>head.tokens) << 2;
  const packed = head.packed;
  multiplyPacked(packed, queries, head.size, head.tokens, keys, 4, stride, result, rowBytes, false);
}
