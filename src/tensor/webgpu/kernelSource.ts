// What a kernel for the graphics card consists of. Its `wgsl.ts` gives dispatches: WGSL, and how many workgroups it runs in.
// What its spec says is put before the WGSL: the views as bindings, the numbers as constants, dropout as functions.

import type { RunSize, View } from '../device';
import { dropoutFunction } from '../kernelParts/dropout.wgsl';
import { boundFields, type BoundField } from '../kernels/fields';
import type { Rows } from '../kernels/kernels';
import type { KernelCall } from '../kernels/specs';

export type Workgroups = readonly [x: number, y: number, z: number];

/** What an array in a shader is of. */
export type ElementType = 'f32' | 'u32' | 'vec2u' | 'vec4f';

/** One dispatch of a kernel. */
export interface Dispatch {
  /**
   * WGSL with an entry point `main`. It finds each view of the spec as an array of its name, each number as a constant of
   * its name, and for a dropout `fn <name>Factor(index: u32) -> f32`.
   */
  code: string;
  /** Views that it reads as arrays of something else than the spec says, by name. */
  elements?: Readonly<Record<string, ElementType>>;
  /** Views that it only reads, though another dispatch of the kernel writes them. */
  reads?: readonly string[];
  /** Whether it uses subgroup operations. */
  subgroups?: boolean;
  workgroups(size: RunSize): Workgroups;
  /** About how many floating-point operations one run takes. */
  operations(size: RunSize): number;
}

/** A view as the shader sees it. Its binding number is its index in the list, from 1; 0 is the step state. */
export interface Binding {
  name: string;
  view: View;
  type: ElementType;
  writes: boolean;
}

/** A dispatch with all that its spec says. */
export interface KernelSource extends Dispatch {
  bindings: readonly Binding[];
  /** WGSL constants and functions from the spec. */
  prelude: string;
}

/** Completes a dispatch of a kernel. */
export function kernelSource({ spec, args }: KernelCall, dispatch: Dispatch): KernelSource {
  const bound = boundFields(spec.fields, args);
  return {
    ...dispatch,
    bindings: bound.flatMap((field) => bindingsOf(field, dispatch)),
    prelude: bound.map(declarationOf).join('\n'),
  };
}

function bindingsOf(bound: BoundField, { elements = {}, reads = [] }: Dispatch): Binding[] {
  if (bound.kind !== 'view' || !bound.value) return [];
  const { name, field, value } = bound;
  const writes = field.writes && !reads.includes(name);
  return [{ name, view: value, type: elements[name] ?? field.elements, writes }];
}

function declarationOf({ kind, name, field, value }: BoundField): string {
  switch (kind) {
    case 'integer':
      return value === undefined ? '' : `const ${name} = ${value}u;`;
    case 'float':
      return `const ${name} = ${f32(value ?? field.absent ?? 0)};`;
    case 'dropout':
      return dropoutFunction(value, `${name}Factor`);
    // Views are bindings; what follows from the others is written by each kernel.
    case 'view':
    case 'rows':
    case 'integers':
    case 'activation':
      return '';
    default:
      return kind satisfies never;
  }
}

export const maxWorkgroups = 65535;

/** Workgroups for a number of rows, one a row; in the shader the row is `rowOf(group)`. */
export function oneEach(rows: number, z = 1): Workgroups {
  return [Math.min(rows, maxWorkgroups), Math.ceil(rows / maxWorkgroups), z];
}

/** The number of rows in WGSL. */
export const rowsInStep = (rows: Rows): string => (rows === 'tokens' ? 'step.tokens' : 'step.texts');

/** A number as a WGSL literal of type f32. */
export const f32 = (value: number): string => `${Math.fround(value)}f`;

/** What every kernel starts with: the step state (packStepState in device.ts), row numbers, and the hash of dropout. */
const stepPrelude = /* wgsl */ `
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
export function shaderOf({ bindings, prelude, code, subgroups }: KernelSource): string {
  const declarations = bindings.map(
    ({ name, type, writes }, index) =>
      `@group(0) @binding(${index + 1}) var<storage, ${writes ? 'read_write' : 'read'}> ${name}: array<${type}>;`,
  );
  const enables = subgroups ? 'enable subgroups;' : '';
  return [enables, stepPrelude, ...declarations, prelude, code].join('\n');
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
