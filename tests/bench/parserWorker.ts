// The parser alone: a file's stream, decoded and parsed by PapaParse; its rows are counted and forgotten.

import Papa from 'papaparse';

self.addEventListener('message', ({ data: file }: MessageEvent<File>) => {
  void parse(file).then((rows) => postMessage(rows));
});

async function parse(file: File): Promise<number> {
  const parser = new Papa.Parser({ delimiter: ',', newline: '\n', quoteChar: '"' });
  const decoder = new TextDecoder();
  const reader = file.stream().getReader();
  let carry = '';
  let rows = 0;
  for (;;) {
    const { done, value } = await reader.read();
    const text = carry + decoder.decode(value, { stream: !done });
    const { data, meta }: { data: string[][]; meta: { cursor: number } } = parser.parse(text, 0, !done);
    rows += data.length;
    carry = text.slice(meta.cursor);
    if (done) return rows;
  }
}
