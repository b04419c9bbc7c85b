// An ONNX graph as a file: protocol buffers, field numbers from onnx.proto3 (https://github.com/onnx/onnx, v1.17).
// Weights are written as they come: the lengths before them are known from their shapes.

import { elementAt } from '../../domain/element';
import { PbfWriter } from 'pbf';

const dataTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;
const bytesPerElement = { float: 4, uint8: 1, int8: 1, int32: 4, int64: 8, bool: 1 } as const;
export type OnnxType = keyof typeof dataTypes;

/** A constant tensor; its bytes (little-endian, row major) are read when it is written. */
export interface OnnxTensor {
  name: string;
  type: OnnxType;
  shape: number[];
  bytes: () => Uint8Array<ArrayBuffer>;
}

/** An attribute: a whole number, several, or a fraction. */
export type OnnxAttribute = number | number[] | { float: number };

export interface OnnxNode {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, OnnxAttribute>;
}

/** What goes in or comes out; a string stands for a length that is known only then. */
export interface OnnxValue {
  name: string;
  type: OnnxType;
  shape: (number | string)[];
}

export interface OnnxGraph {
  name: string;
  nodes: OnnxNode[];
  tensors: OnnxTensor[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
}

/** LayerNormalization came with 17; onnxruntime 1.14, which @xenova/transformers brings, knows up to 18. */
const operatorSet = 17;
/** The file format of the release that had operator set 17. */
const irVersion = 8;

/** An ONNX file, in parts to be written one after another. */
export function* onnxParts(
  { name, nodes, tensors, inputs, outputs }: OnnxGraph,
  producer: { name: string; version: string },
): Generator<Uint8Array<ArrayBuffer>> {
  const before = message((graph) => {
    for (const node of nodes) graph.writeMessage(1, writeNode, node);
    graph.writeStringField(2, name);
  });
  const after = message((graph) => {
    for (const value of inputs) graph.writeMessage(11, writeValue, value);
    for (const value of outputs) graph.writeMessage(12, writeValue, value);
  });
  const heads = tensors.map(tensorHead);
  const graphBytes = tensors.reduce(
    (sum, tensor, index) => sum + (heads[index]?.length ?? 0) + byteLength(tensor),
    before.length + after.length,
  );
  yield message((model) => {
    model.writeVarintField(1, irVersion);
    model.writeStringField(2, producer.name);
    model.writeStringField(3, producer.version);
    model.writeMessage(8, writeOperatorSet, operatorSet);
    beginBytes(model, 7, graphBytes);
  });
  yield before;
  for (const [index, tensor] of tensors.entries()) {
    const head = heads[index];
    if (head) yield head;
    const bytes = tensor.bytes();
    if (bytes.byteLength !== byteLength(tensor)) {
      throw new RangeError(`${tensor.name} has ${bytes.byteLength} bytes for ${tensor.shape.join(' × ')}.`);
    }
    yield bytes;
  }
  yield after;
}

/** Bytes of a tensor's values. */
export function byteLength({ type, shape }: Pick<OnnxTensor, 'type' | 'shape'>): number {
  return shape.reduce((product, length) => product * length, bytesPerElement[type]);
}

function message(write: (writer: PbfWriter) => void): Uint8Array<ArrayBuffer> {
  const writer = new PbfWriter();
  write(writer);
  return new Uint8Array(writer.finish());
}

/** The tag and length of a field whose content is written elsewhere. */
function beginBytes(writer: PbfWriter, field: number, length: number): void {
  const lengthDelimited = 2;
  writer.writeTag(field, lengthDelimited);
  writer.writeVarint(length);
}

/** A tensor as a field of the graph, up to its values, which come last. */
function tensorHead({ name, type, shape }: OnnxTensor): Uint8Array<ArrayBuffer> {
  const length = byteLength({ type, shape });
  const own = message((tensor) => {
    for (const dimension of shape) tensor.writeVarintField(1, dimension);
    tensor.writeVarintField(2, dataTypes[type]);
    tensor.writeStringField(8, name);
    beginBytes(tensor, 9, length);
  });
  const before = message((graph) => beginBytes(graph, 5, own.length + length));
  const head = new Uint8Array(before.length + own.length);
  head.set(before);
  head.set(own, before.length);
  return head;
}

function writeNode({ op, inputs, outputs, attributes }: OnnxNode, writer: PbfWriter): void {
  for (const input of inputs) writer.writeStringField(1, input);
  for (const output of outputs) writer.writeStringField(2, output);
  // Tools show nodes by their names; an output's is unique.
  writer.writeStringField(3, `${op}:${elementAt(outputs, 0)}`);
  writer.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) {
    writer.writeMessage(5, writeAttribute, attribute);
  }
}

const attributeTypes = { float: 1, int: 2, ints: 7 };

function writeAttribute([name, value]: [string, OnnxAttribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if (Array.isArray(value)) {
    for (const one of value) writer.writeVarintField(8, one);
    writer.writeVarintField(20, attributeTypes.ints);
  } else if (typeof value === 'number') {
    writer.writeVarintField(3, value);
    writer.writeVarintField(20, attributeTypes.int);
  } else {
    writer.writeFloatField(2, value.float);
    writer.writeVarintField(20, attributeTypes.float);
  }
}

function writeValue(value: OnnxValue, writer: PbfWriter): void {
  writer.writeStringField(1, value.name);
  writer.writeMessage(2, writeType, value);
}

function writeType(value: OnnxValue, writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, value);
}

function writeTensorType({ type, shape }: OnnxValue, writer: PbfWriter): void {
  writer.writeVarintField(1, dataTypes[type]);
  writer.writeMessage(2, writeShape, shape);
}

function writeShape(shape: (number | string)[], writer: PbfWriter): void {
  for (const length of shape) writer.writeMessage(1, writeDimension, length);
}

function writeDimension(length: number | string, writer: PbfWriter): void {
  if (typeof length === 'string') writer.writeStringField(2, length);
  else writer.writeVarintField(1, length);
}

function writeOperatorSet(version: number, writer: PbfWriter): void {
  writer.writeVarintField(2, version);
}
