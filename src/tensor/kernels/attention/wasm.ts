import {
  clearOutside,
  describeHead,
  endInRow,
  Head,
  keyOf,
  scoresOf,
  startInRow,
} from '../../kernelParts/attentionHead.wasm';
import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { exp, laneMax, laneSum, lanesBelow, loadPart, storePart } from '../../kernelParts/simd.wasm';
import { multiplyPacked, packLeft } from '../../kernelParts/smallProduct.wasm';
import { longestText, queryBlock } from '../../wasm/sizes';
import { StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class AttentionLaunch {
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
}

/** Threads take the heads of all texts in turn. */
export function attention(launch: AttentionLaunch, step: StepState, work: Work): void {
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
    for (let first = 0; first < head.tokens; first += queryBlock) {
      const queries = min(queryBlock, head.tokens - first);
      scoresOf(head, first, queries);
      for (let i = 0; i < queries; i++) softmax(launch, step, head, first + i, i);
      const context = head.context + <usize>first * head.contextStride;
      const depth = head.keys;
      packLeft(head.packed, queries, depth, head.scores, (<usize>depth) << 2, 4, 1);
      multiplyPacked(
        head.packed,
        queries,
        depth,
        head.size,
        keyOf(head) + head.contextStride,
        head.qkvStride,
        4,
        context,
        head.contextStride,
        false,
      );
    }
  }
}

/** Makes a row of scores probabilities, with dropout, and keeps its log Σ exp. */
function softmax(launch: AttentionLaunch, step: StepState, head: Head, token: i32, index: i32): void {
  const start = startInRow(head, token);
  const end = endInRow(head, token);
  const scores = head.scores + ((<usize>(index * head.keys)) << 2);
  clearOutside(head, scores, start, end);
  const row = scores + ((<usize>start) << 2);
  const tokens = end - start;
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
      const element = <u32>rowIndex * longestText + head.firstKey + start + i;
      value = f32x4.mul(value, dropoutFactors(site, element, threshold, launch.dropoutScale));
    }
    storePart(at, value, tokens - i);
  }
}
