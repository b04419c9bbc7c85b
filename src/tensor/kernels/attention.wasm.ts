// Attention of each text and head on its own: small matrix products with scores in between. Queries go in blocks, so
// that their scores stay in the cache.

import { queryBlock } from '../wasm/opcodes';
import { StepState, Work } from '../wasm/work.wasm';
import { dropoutFactors, dropoutSite } from './dropout.wasm';
import { exp, laneMax, laneSum, lanesBelow, loadPart, madd, storePart } from './simd.wasm';
import { multiplyPacked, packLeft } from './smallProduct.wasm';

@unmanaged
export class AttentionLaunch {
  opcode: u32;
  hidden: i32;
  heads: i32;
  starts: usize;
  qkv: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  context: usize;
  logSumExp: usize;
  /** From here on only for the gradient. */
  dContext: usize;
  delta: usize;
  dQkv: usize;
}

/** One text and head, and where a thread keeps its scores. Lies at the start of the scratch. */
@unmanaged
class Head {
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

function describe(launch: AttentionLaunch, unit: i32, scratch: usize): Head {
  const head = changetype<Head>(scratch);
  const text = unit / launch.heads;
  head.head = unit % launch.heads;
  head.start = load<i32>(launch.starts + ((<usize>text) << 2));
  head.tokens = load<i32>(launch.starts + ((<usize>text) << 2), 4) - head.start;
  head.size = launch.hidden / launch.heads;
  head.scale = 1 / sqrt<f32>(<f32>head.size);
  head.qkvStride = <usize>launch.hidden * 12;
  head.contextStride = (<usize>launch.hidden) << 2;
  const column = (<usize>(head.head * head.size)) << 2;
  head.query = launch.qkv + <usize>head.start * head.qkvStride + column;
  head.context = launch.context + <usize>head.start * head.contextStride + column;
  head.scores = scratch + 256;
  head.dScores = head.scores + ((<usize>(head.tokens * queryBlock)) << 2);
  head.packed = head.dScores + ((<usize>(head.tokens * queryBlock)) << 2);
  return head;
}

/** Threads take the heads of all texts in turn. */
export function attention(launch: AttentionLaunch, step: StepState, work: Work): void {
  const units = step.texts * launch.heads;
  for (let unit = work.thread; unit < units; unit += work.threads) {
    const head = describe(launch, unit, work.scratch);
    const value = head.query + 2 * head.contextStride;
    for (let first = 0; first < head.tokens; first += queryBlock) {
      const queries = min(queryBlock, head.tokens - first);
      scoresOf(head, first, queries);
      for (let i = 0; i < queries; i++) softmax(launch, step, head, first + i, i);
      const context = head.context + <usize>first * head.contextStride;
      const depth = head.tokens;
      packLeft(head.packed, queries, depth, head.scores, (<usize>depth) << 2, 4, 1);
      multiplyPacked(
        head.packed,
        queries,
        depth,
        head.size,
        value,
        head.qkvStride,
        4,
        context,
        head.contextStride,
        false,
      );
    }
  }
}

/** Scores of a block of queries against all keys. */
function scoresOf(head: Head, first: i32, queries: i32): void {
  const query = head.query + <usize>first * head.qkvStride;
  const key = head.query + head.contextStride;
  packLeft(head.packed, queries, head.size, query, head.qkvStride, 4, head.scale);
  multiplyKeys(head, queries, key, head.scores);
}

/** result `[queries, tokens]` = packed queries · the text's keys (or values), transposed */
function multiplyKeys(head: Head, queries: i32, keys: usize, result: usize): void {
  const stride = head.qkvStride;
  const rowBytes = (<usize>head.tokens) << 2;
  const packed = head.packed;
  multiplyPacked(packed, queries, head.size, head.tokens, keys, 4, stride, result, rowBytes, false);
}

/** Makes a row of scores probabilities, with dropout, and keeps its log Σ exp. */
function softmax(
  launch: AttentionLaunch,
  step: StepState,
  head: Head,
  token: i32,
  place: i32,
): void {
  const tokens = head.tokens;
  const row = head.scores + ((<usize>(place * tokens)) << 2);
  let most = f32x4.splat(load<f32>(row));
  for (let i = 0; i < tokens; i += 4) {
    let score = loadPart(row + ((<usize>i) << 2), tokens - i);
    if (tokens - i < 4) score = v128.bitselect(score, most, lanesBelow(tokens - i));
    most = f32x4.pmax(most, score);
  }
  const largest = laneMax(most);
  let sums = f32x4.splat(0);
  for (let i = 0; i < tokens; i += 4) {
    const at = row + ((<usize>i) << 2);
    let power = exp(f32x4.sub(loadPart(at, tokens - i), f32x4.splat(largest)));
    if (tokens - i < 4) power = v128.and(power, lanesBelow(tokens - i));
    sums = f32x4.add(sums, power);
    storePart(at, power, tokens - i);
  }
  const sum = laneSum(sums);
  const rowIndex = (head.start + token) * launch.heads + head.head;
  store<f32>(launch.logSumExp + ((<usize>rowIndex) << 2), largest + NativeMathf.log(sum));
  const share = f32x4.splat(1 / sum);
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  for (let i = 0; i < tokens; i += 4) {
    const at = row + ((<usize>i) << 2);
    let value = f32x4.mul(loadPart(at, tokens - i), share);
    if (launch.dropoutThreshold) {
      const threshold = launch.dropoutThreshold;
      const index = <u32>rowIndex * 512 + i;
      value = f32x4.mul(value, dropoutFactors(site, index, threshold, launch.dropoutScale));
    }
    storePart(at, value, tokens - i);
  }
}

/** Threads take the heads of all texts in turn; each writes only its own part of dQkv. */
export function attentionGradient(launch: AttentionLaunch, step: StepState, work: Work): void {
  const units = step.texts * launch.heads;
  for (let unit = work.thread; unit < units; unit += work.threads) {
    const head = describe(launch, unit, work.scratch);
    for (let first = 0; first < head.tokens; first += queryBlock) {
      const queries = min(queryBlock, head.tokens - first);
      scoresOf(head, first, queries);
      dProbabilitiesOf(launch, head, first, queries);
      for (let i = 0; i < queries; i++) scoreGradient(launch, step, head, first + i, i);
      inputGradients(launch, head, first, queries);
    }
  }
}

/** dContext · valueᵀ of a block of queries. */
function dProbabilitiesOf(launch: AttentionLaunch, head: Head, first: i32, queries: i32): void {
  const dContext = launch.dContext + (head.context - launch.context);
  const block = dContext + <usize>first * head.contextStride;
  const value = head.query + 2 * head.contextStride;
  packLeft(head.packed, queries, head.size, block, head.contextStride, 4, 1);
  multiplyKeys(head, queries, value, head.dScores);
}

/** Σ dContext · context of a token. */
function deltaOf(launch: AttentionLaunch, head: Head, token: i32): f32 {
  const context = head.context + <usize>token * head.contextStride;
  const dContext = launch.dContext + (context - launch.context);
  let sum = f32x4.splat(0);
  for (let i = 0; i < head.size; i += 4) {
    const offset = (<usize>i) << 2;
    const count = head.size - i;
    sum = madd(loadPart(context + offset, count), loadPart(dContext + offset, count), sum);
  }
  return laneSum(sum);
}

/** Makes a row of scores probabilities with dropout again, and its row of dScores the scores' gradient. */
function scoreGradient(
  launch: AttentionLaunch,
  step: StepState,
  head: Head,
  token: i32,
  place: i32,
): void {
  const tokens = head.tokens;
  const rowIndex = (head.start + token) * launch.heads + head.head;
  const delta = deltaOf(launch, head, token);
  store<f32>(launch.delta + ((<usize>rowIndex) << 2), delta);
  const logSumExp = f32x4.splat(load<f32>(launch.logSumExp + ((<usize>rowIndex) << 2)));
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  const row = (<usize>(place * tokens)) << 2;
  for (let i = 0; i < tokens; i += 4) {
    const at = row + ((<usize>i) << 2);
    const count = tokens - i;
    const probability = exp(f32x4.sub(loadPart(head.scores + at, count), logSumExp));
    let kept = probability;
    let gradient = loadPart(head.dScores + at, count);
    if (launch.dropoutThreshold) {
      const index = <u32>rowIndex * 512 + i;
      const factors = dropoutFactors(site, index, launch.dropoutThreshold, launch.dropoutScale);
      kept = f32x4.mul(kept, factors);
      gradient = f32x4.mul(gradient, factors);
    }
    gradient = f32x4.mul(probability, f32x4.sub(gradient, f32x4.splat(delta)));
    storePart(head.scores + at, kept, count);
    storePart(head.dScores + at, f32x4.mul(gradient, f32x4.splat(head.scale)), count);
  }
}

/** The gradients of query, key and value; those of key and value add up over the blocks of queries. */
function inputGradients(launch: AttentionLaunch, head: Head, first: i32, queries: i32): void {
  const tokens = head.tokens;
  const size = head.size;
  const packed = head.packed;
  const rowBytes = (<usize>tokens) << 2;
  const stride = head.qkvStride;
  const offset = <usize>first * stride;
  const query = head.query + offset;
  const key = head.query + head.contextStride;
  const context = head.context + <usize>first * head.contextStride;
  const dContext = launch.dContext + (context - launch.context);
  const dQuery = launch.dQkv + (head.query - launch.qkv);
  const dKey = dQuery + head.contextStride;
  const dValue = dKey + head.contextStride;

  packLeft(packed, queries, tokens, head.dScores, rowBytes, 4, 1);
  multiplyPacked(packed, queries, tokens, size, key, stride, 4, dQuery + offset, stride, false);

  packLeft(packed, tokens, queries, head.dScores, 4, rowBytes, 1);
  multiplyPacked(packed, tokens, queries, size, query, stride, 4, dKey, stride, first > 0);

  packLeft(packed, tokens, queries, head.scores, 4, rowBytes, 1);
  const across = head.contextStride;
  multiplyPacked(packed, tokens, queries, size, dContext, across, 4, dValue, stride, first > 0);
}
