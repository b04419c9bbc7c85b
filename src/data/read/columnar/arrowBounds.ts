// Whether an Arrow message is as long as it says of its parts: what decodes it believes it.
// https://github.com/apache/arrow/tree/main/format: Message.fbs, Schema.fbs

import { archiveLimits } from '../../../domain/limits';

/** Kinds of a message's content. */
const [schema, dictionary, rows] = [1, 2, 3];
/** Kind of a type that has a list of numbers of its own. */
const union = 14;
/** Fields in fields. */
const deepest = 100;

/**
 * @param metadata the message without its body
 * @throws RangeError where a list in it is longer than it, or more rows are said to be in a batch than its body can hold
 */
export function checkMessage(metadata: Uint8Array, bodyLength: number): void {
  const flat = new FlatBuffer(metadata);
  const message = flat.tableAt(0);
  const content = message(2);
  const kind = message(1) > 0 ? flat.byte(message(1)) : 0;
  if (content === 0) return;
  if (kind === schema) checkSchema(flat, flat.tableAt(content));
  if (kind === rows) checkBatch(flat, flat.tableAt(content), bodyLength);
  const data = kind === dictionary ? flat.tableAt(content)(1) : 0;
  if (data > 0) checkBatch(flat, flat.tableAt(data), bodyLength);
}

type Fields = (field: number) => number;

function checkSchema(flat: FlatBuffer, own: Fields): void {
  flat.list(own(2), 4);
  flat.list(own(3), 8);
  checkFields(flat, flat.list(own(1), 4), 0);
}

function checkFields(flat: FlatBuffer, fields: number[], depth: number): void {
  if (depth > deepest) throw new RangeError('Its columns are nested too deeply.');
  for (const at of fields) {
    const field = flat.tableAt(at);
    flat.list(field(6), 4);
    if (field(2) > 0 && flat.byte(field(2)) === union && field(3) > 0) flat.list(flat.tableAt(field(3))(1), 4);
    checkFields(flat, flat.list(field(5), 4), depth + 1);
  }
}

function checkBatch(flat: FlatBuffer, batch: Fields, bodyLength: number): void {
  flat.list(batch(2), 16);
  flat.list(batch(4), 8);
  // Each value takes a bit at least.
  const most = 8 * Math.max(bodyLength, 8) * (batch(3) > 0 ? archiveLimits.ratio : 1);
  const lengths = flat.list(batch(1), 16).map((node) => flat.number(node));
  if (batch(0) > 0) lengths.push(flat.number(batch(0)));
  if (lengths.some((length) => length < 0 || length > most))
    throw new RangeError('It says that it has more rows than it can hold.');
}

/** What the tables of a flat buffer point to; DataView throws beyond its end. */
class FlatBuffer {
  private readonly view: DataView;
  /** Parts of lists that may still be looked at: they can't be more than there are bytes, unless one is looked at again. */
  private left: number;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.left = bytes.byteLength;
  }

  /** Where the fields of a table are that something at a place points to; 0 for one that is not there. */
  tableAt(at: number): Fields {
    const table = at + this.view.getUint32(at, true);
    const fields = table - this.view.getInt32(table, true);
    const length = this.view.getUint16(fields, true);
    return (field) => {
      const offset = 4 + 2 * field < length ? this.view.getUint16(fields + 4 + 2 * field, true) : 0;
      return offset > 0 ? table + offset : 0;
    };
  }

  byte(at: number): number {
    return this.view.getUint8(at);
  }

  number(at: number): number {
    return Number(this.view.getBigInt64(at, true));
  }

  /** Where the parts of a list are that a field has. */
  list(field: number, stride: number): number[] {
    if (field === 0) return [];
    const start = field + this.view.getUint32(field, true);
    const length = this.view.getUint32(start, true);
    this.left -= length;
    if (this.left < 0 || start + 4 + length * stride > this.view.byteLength)
      throw new RangeError('A list in it is too long.');
    return Array.from({ length }, (_, index) => start + 4 + index * stride);
  }
}
