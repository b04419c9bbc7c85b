// An exported model in the hands of @xenova/transformers, the library as its users load it: in a page, from a static host.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from '@playwright/test';
import { unzipSync } from 'fflate';
import { servePlainly } from './staticServer';

const library = fileURLToPath(new URL('../../node_modules/@xenova/transformers/dist', import.meta.url));

interface LibraryPage {
  transformers: {
    env: {
      allowRemoteModels: boolean;
      localModelPath: string;
      backends: { onnx: { wasm: object } };
    };
    pipeline(task: string, model: string, options: object): Promise<Classify>;
  };
}
type Classify = (text: string, options: object) => Promise<{ label: string; score: number }[]>;

/** Scores by label of each text. */
export type Scores = Map<string, number>[];

/**
 * Asks `pipeline('text-classification')` about texts.
 *
 * @param zip an export with ONNX
 * @param folder an empty folder to serve
 */
export async function askTransformersJs(
  context: BrowserContext,
  zip: Uint8Array,
  folder: string,
  texts: string[],
): Promise<{ single: Scores; quantized: Scores }> {
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    const path = join(folder, 'models/exported', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  symlinkSync(library, join(folder, 'library'));
  writeFileSync(
    join(folder, 'index.html'),
    `<script type="module">
      import * as transformers from './library/transformers.min.js';
      Object.assign(globalThis, { transformers });
    </script>`,
  );
  const { url, server } = await servePlainly(folder);
  const page = await context.newPage();
  try {
    await page.goto(url);
    await page.waitForFunction(() => 'transformers' in globalThis);
    const ask = async (quantized: boolean): Promise<Scores> => {
      const answers = await page.evaluate(
        async (order) => {
          const { env, pipeline } = (globalThis as unknown as LibraryPage).transformers;
          env.allowRemoteModels = false;
          env.localModelPath = './models/';
          Object.assign(env.backends.onnx.wasm, { wasmPaths: './library/', numThreads: 1 });
          const { quantized: wanted } = order;
          const classify = await pipeline('text-classification', 'exported', { quantized: wanted });
          const all = [];
          for (const text of order.texts) all.push(await classify(text, { topk: null }));
          return all;
        },
        { quantized, texts },
      );
      return answers.map((one) => new Map(one.map(({ label, score }) => [label, score])));
    };
    return { single: await ask(false), quantized: await ask(true) };
  } finally {
    await page.close();
    server.close();
  }
}
