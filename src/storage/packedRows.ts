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
  const lengths: number[] = [];
  let text = '';
  for (const row of rows) {
    for (const cell of row) {
      text += cell;
      lengths.push(cell.length);
    }
  }
  return { text, widths: narrow(rows.map(({ length }) => length)), lengths: narrow(lengths) };
}

export function unpackRows({ text, widths, lengths }: PackedRows): string[][] {
  const rows: string[][] = [];
  let cell = 0;
  let start = 0;
  for (const width of widths) {
    const row: string[] = [];
    for (const end = cell + width; cell < end; cell++) {
      const next = start + (lengths[cell] ?? 0);
      row.push(text.slice(start, next));
      start = next;
    }
    rows.push(row);
  }
  return rows;
}

/** In two bytes each where all fit. */
function narrow(values: number[]): PackedRows['lengths'] {
  const isSmall = values.every((value) => value < 65_536);
  return isSmall ? Uint16Array.from(values) : Uint32Array.from(values);
}
