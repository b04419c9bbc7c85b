// How much a file may ask for. Whoever made it may want to fill a memory, or have a page work for ever: each reader stops
// at these, and says so in a sentence.

/** Of one table. */
export const tableLimits = {
  /** As many labels as a model can have, each in a column of its own, fit in twice. */
  columns: 2000,
  /** All cells of the table, the empty ones too: what is stored grows with them. */
  cells: 500_000_000,
  /** UTF-16 code units of one cell. Of a text, a model reads some thousands. */
  cellCharacters: 1_000_000,
  /** Of all cells together. */
  characters: 4_000_000_000,
  /** Of a row of delimited text: a longer one is taken for a quote that is never closed. */
  delimitedRowCharacters: 1_000_000,
  /** Of a row of JSON. */
  jsonRowCharacters: 10_000_000,
  /** Of columns of JSON that must be held before they can become rows. */
  heldCharacters: 400_000_000,
  /** Levels of lists and objects in one cell of JSON. */
  jsonDepth: 100,
  /** A spreadsheet's own limits. */
  sheetRows: 1_048_576,
  sheetColumns: 16_384,
  /** Sheets that are looked at for a table. */
  sheets: 200,
} as const;

/** Of an archive, and of what is packed in it. */
export const archiveLimits = {
  /** Files, those of archives within it too: as many as there are texts in folders. */
  members: 200_000,
  /** Files that are looked at for a table. */
  tables: 1000,
  /** An archive in an archive, and so on. */
  nesting: 4,
  /** Times its packed size that all of it may unpack to. */
  ratio: 400,
  /** Unpacked bytes below which no ratio is a danger. */
  harmlessBytes: 100_000_000,
  /** Rows of Parquet or Arrow that can only be unpacked together. */
  rowGroupBytes: 1_000_000_000,
  /** What must be held whole: a workbook, or an archive, within an archive. */
  heldBytes: 400_000_000,
  /** A workbook, packed. */
  workbookBytes: 500_000_000,
  /** What of a workbook is no sheet is held as a tree, at many times its size. */
  workbookTreeRatio: 50,
  workbookTreeHarmlessBytes: 10_000_000,
  /** XML tags of it. Each takes some 200 bytes; a million cells of text each its own have 4 million. */
  workbookTags: 6_000_000,
  /** What the files of a model may unpack to: no model that fits a browser is larger. */
  modelBytes: 4 * 2 ** 30,
} as const;

/** Of a pre-trained model. The largest of the BERT family stay well below. */
export const modelLimits = {
  layers: 256,
  hiddenSize: 16_384,
  /** Of the feed-forward layers. */
  intermediateSize: 65_536,
  vocabularySize: 1_000_000,
  positions: 1_000_000,
  labels: 1000,
  tensors: 4096,
  /** The JSON header of a safetensors file. */
  headerBytes: 8 * 2 ** 20,
  /** Tokens that are recognised in the text itself. */
  addedTokens: 10_000,
  /** UTF-16 code units of all of them: they become one regular expression. */
  addedTokenCharacters: 500_000,
  /** UTF-16 code units of one token: the search for the best split takes time by the longest. */
  tokenCharacters: 256,
  /** Special tokens around a text. */
  specialTokens: 8,
  /** What a tokenizer's normalizing may put in the place of one character, in bytes. */
  replacementBytes: 256,
} as const;
