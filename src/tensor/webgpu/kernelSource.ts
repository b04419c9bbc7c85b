// What a kernel for the graphics card consists of: WGSL source, the views it binds, and how many workgroups it runs in.

import type { RunSize, View } from '../device';
import type { Dropout, Rows } from '../kernels/kernels';
import { dropoutThreshold } from '../kernels/dropout.reference';

export type Workgroups = readonly [x: number, y: number, z: number];

/** A view as the shader sees it. Its binding number is its place in the list, from 1; 0 is the step state. */
export interface Binding {
  name: string;
  view: View;
  type: 'f32' | 'u32' | 'vec2u' | 'vec4f';
  /** Whether the kernel writes it. */
  writes?: true;
}

export interface KernelSource {
  bindings: readonly Binding[];
  /** WGSL with an entry point `main`, without the declarations of bindings. */
  code: string;
  /** Whether it uses subgroup operations. */
  subgroups?: boolean;
  workgroups(size: RunSize): Workgroups;
  /** About how many floating-point operations one run takes. */
  operations(size: RunSize): number;
}

export const maxWorkgroups = 65535;

/** Workgroups for a number of rows, one a row; in the shader the row is `rowOf(group)`. */
export function oneEach(rows: number, z = 1): Workgroups {
  return [Math.min(rows, maxWorkgroups), Math.ceil(rows / maxWorkgroups), z];
}

/** The number of rows in WGSL. */
export const rowsInStep = (rows: Rows): string =>
  rows === 'tokens' ? 'step.tokens' : 'step.texts';

/** A number as a WGSL literal of type f32. */
export const f32 = (value: number): string => `${Math.fround(value)}f`;

/** What every kernel starts with: the step state (packStepState in device.ts), row numbers, and the hash of dropout. */
const prelude = /* wgsl */ `
struct StepState {
  tokens: u32,
  texts: u32,
  accumulate: u32,
  dropoutSeed: u32,
  lossScale: f32,
  learningRate: f32,
  firstCorrection: f32,
  secondCorrection: f32,
  weightDecay: f32,
  maxGradientNorm: f32,
}
@group(0) @binding(0) var<uniform> step: StepState;

fn rowOf(group: vec3u) -> u32 {
  return group.x + group.y * ${maxWorkgroups}u;
}

// lowbias32 (Chris Wellons, hash-prospector, public domain), as in dropout.reference.ts
fn hash32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}
`;

/** The whole shader of a kernel. */
export function shaderOf({ bindings, code, subgroups }: KernelSource): string {
  const declarations = bindings.map(
    ({ name, type, writes }, index) =>
      `@group(0) @binding(${index + 1}) var<storage, ${writes ? 'read_write' : 'read'}> ${name}: array<${type}>;`,
  );
  const enables = subgroups ? 'enable subgroups;' : '';
  return [enables, prelude, ...declarations, code].join('\n');
}

/** WGSL `fn name(index: u32) -> f32`: what an element is multiplied by; 1 without dropout. */
export function dropoutFunction(dropout: Dropout | undefined, name = 'dropoutFactor'): string {
  if (!dropout || dropout.probability === 0) {
    return `fn ${name}(index: u32) -> f32 { return 1f; }`;
  }
  const site = Math.imul(dropout.site, 0x9e3779b9) >>> 0;
  const threshold = dropoutThreshold(dropout.probability);
  return /* wgsl */ `
fn ${name}(index: u32) -> f32 {
  let kept = hash32(hash32(step.dropoutSeed + ${site}u) + index) >= ${threshold}u;
  return select(0f, ${f32(1 / (1 - dropout.probability))}, kept);
}`;
}

/**
 * WGSL `fn name(value: f32, lane: u32) -> f32`: the sum of one value of each of the workgroup's lanes, to all of them.
 * The order is fixed, so that results do not change from run to run.
 */
export function workgroupSum(lanes: number, name = 'workgroupSum'): string {
  return /* wgsl */ `
var<workgroup> ${name}Parts: array<f32, ${lanes}>;
fn ${name}(value: f32, lane: u32) -> f32 {
  workgroupBarrier();
  ${name}Parts[lane] = value;
  for (var half = ${lanes / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { ${name}Parts[lane] += ${name}Parts[lane + half]; }
  }
  workgroupBarrier();
  return ${name}Parts[0];
}`;
}
