// A block of rows as the database keeps it: one string and the lengths of its cells, so that little is cloned.

export interface PackedRows {
  /** All cells, one after another. */
  text: string;
  /** Cells of each row. */
  widths: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  /** Characters of each cell. */
  lengths: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
}

export function packRows(rows: string[][]): PackedRows {
  const widths = new Uint32Array(rows.length);
  let cells = 0;
  rows.forEach((row, index) => (cells += widths[index] = row.length));
  const lengths = new Uint32Array(cells);
  let cell = 0;
  // Not joined: the engine strings cells together without copying them, and copies once, when it clones the block.
  let text = '';
  for (const row of rows) {
    for (const value of row) {
      lengths[cell++] = value.length;
      text += value;
    }
  }
  return { text, widths: narrow(widths), lengths: narrow(lengths) };
}

export function unpackRows({ text, widths, lengths }: PackedRows): string[][] {
  const rows: string[][] = [];
  let cell = 0;
  let start = 0;
  for (const width of widths) {
    const row: string[] = [];
    for (const end = cell + width; cell < end; cell++) {
      const next = start + (lengths[cell] ?? NaN);
      row.push(text.slice(start, next));
      start = next;
    }
    rows.push(row);
  }
  return rows;
}

/** In two bytes each where all fit. */
function narrow(values: Uint32Array<ArrayBuffer>): PackedRows['lengths'] {
  return values.every((value) => value < 65_536) ? Uint16Array.from(values) : values;
}
