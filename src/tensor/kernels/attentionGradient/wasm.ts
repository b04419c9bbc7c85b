import {
  clearOutside,
  describeHead,
  endInRow,
  Head,
  keyOf,
  multiplyKeys,
  scoresOf,
  startInRow,
} from '../../kernelParts/attentionHead.wasm';
import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { exp, laneSum, loadPart, madd, storePart } from '../../kernelParts/simd.wasm';
import { multiplyPacked, packLeft } from '../../kernelParts/smallProduct.wasm';
import { longestText, queryBlock } from '../../wasm/sizes';
import { StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class AttentionGradientLaunch {
  opcode: u32;
  starts: usize;
  textOf: usize;
  hidden: i32;
  heads: i32;
  window: i32;
  qkv: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  context: usize;
  logSumExp: usize;
  dContext: usize;
  delta: usize;
  dQkv: usize;
}

/** Threads take the heads of all texts in turn; each writes only its own part of dQkv. */
export function attentionGradient(launch: AttentionGradientLaunch, step: StepState, work: Work): void {
  const units = step.texts * launch.heads;
  for (let unit = work.thread; unit < units; unit += work.threads) {
    const head = describeHead(
      unit,
      launch.starts,
      launch.qkv,
      launch.context,
      launch.hidden,
      launch.heads,
      launch.window,
      work.scratch,
    );
    if (head.window) clearKeyGradients(launch, head);
    for (let first = 0; first < head.tokens; first += queryBlock) {
      const queries = min(queryBlock, head.tokens - first);
      scoresOf(head, first, queries);
      dProbabilitiesOf(launch, head, first, queries);
      for (let i = 0; i < queries; i++) scoreGradient(launch, step, head, first + i, i);
      inputGradients(launch, head, first, queries);
    }
  }
}

/** In a window not every block of queries reaches every key: what they add up in starts at zero. */
function clearKeyGradients(launch: AttentionGradientLaunch, head: Head): void {
  const dQuery = launch.dQkv + (head.query - launch.qkv);
  const bytes = (<usize>head.size) << 2;
  for (let token = 0; token < head.tokens; token++) {
    const dKey = dQuery + <usize>token * head.qkvStride + head.contextStride;
    memory.fill(dKey, 0, bytes);
    memory.fill(dKey + head.contextStride, 0, bytes);
  }
}

/** dContext · valueᵀ of a block of queries. */
function dProbabilitiesOf(launch: AttentionGradientLaunch, head: Head, first: i32, queries: i32): void {
  const dContext = launch.dContext + (head.context - launch.context);
  const block = dContext + <usize>first * head.contextStride;
  const value = keyOf(head) + head.contextStride;
  packLeft(head.packed, queries, head.size, block, head.contextStride, 4, 1);
  multiplyKeys(head, queries, value, head.dScores);
}

/** Σ dContext · context of a token. */
function deltaOf(launch: AttentionGradientLaunch, head: Head, token: i32): f32 {
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
function scoreGradient(launch: AttentionGradientLaunch, step: StepState, head: Head, token: i32, index: i32): void {
  const start = startInRow(head, token);
  const end = endInRow(head, token);
  const rowIndex = (head.start + token) * launch.heads + head.head;
  const delta = deltaOf(launch, head, token);
  store<f32>(launch.delta + ((<usize>rowIndex) << 2), delta);
  const logSumExp = f32x4.splat(load<f32>(launch.logSumExp + ((<usize>rowIndex) << 2)));
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  const row = (<usize>(index * head.keys)) << 2;
  clearOutside(head, head.scores + row, start, end);
  clearOutside(head, head.dScores + row, start, end);
  for (let i = start; i < end; i += 4) {
    const at = row + ((<usize>i) << 2);
    const count = end - i;
    const probability = exp(f32x4.sub(loadPart(head.scores + at, count), logSumExp));
    let kept = probability;
    let gradient = loadPart(head.dScores + at, count);
    if (launch.dropoutThreshold) {
      const element = <u32>rowIndex * longestText + head.firstKey + i;
      const factors = dropoutFactors(site, element, launch.dropoutThreshold, launch.dropoutScale);
      kept = f32x4.mul(kept, factors);
      gradient = f32x4.mul(gradient, factors);
    }
    gradient = f32x4.mul(probability, f32x4.sub(gradient, f32x4.splat(delta)));
    storePart(head.scores + at, kept, count);
    storePart(head.dScores + at, f32x4.mul(gradient, f32x4.splat(head.scale)), count);
  }
}

/** The gradients of query, key and value; those of key and value add up over the blocks of queries. */
function inputGradients(launch: AttentionGradientLaunch, head: Head, first: i32, queries: i32): void {
  const keys = head.keys;
  const size = head.size;
  const packed = head.packed;
  const rowBytes = (<usize>keys) << 2;
  const stride = head.qkvStride;
  const offset = <usize>first * stride;
  const query = head.query + offset;
  const key = keyOf(head);
  const context = head.context + <usize>first * head.contextStride;
  const dContext = launch.dContext + (context - launch.context);
  const dQuery = launch.dQkv + (head.query - launch.qkv);
  const dKey = launch.dQkv + (key - launch.qkv);
  const dValue = dKey + head.contextStride;
  const adds = first > 0 || head.window > 0;

  packLeft(packed, queries, keys, head.dScores, rowBytes, 4, 1);
  multiplyPacked(packed, queries, keys, size, key, stride, 4, dQuery + offset, stride, false);

  packLeft(packed, keys, queries, head.dScores, 4, rowBytes, 1);
  multiplyPacked(packed, keys, queries, size, query, stride, 4, dKey, stride, adds);

  packLeft(packed, keys, queries, head.scores, 4, rowBytes, 1);
  const across = head.contextStride;
  multiplyPacked(packed, keys, queries, size, dContext, across, 4, dValue, stride, adds);
}
