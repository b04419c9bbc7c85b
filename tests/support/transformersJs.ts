// An exported model in the hands of @xenova/transformers or of its successor @huggingface/transformers, the libraries as
// their users load them: in a page, from a static host.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from '@playwright/test';
import { unzipSync } from 'fflate';
import { servePlainly } from './staticServer';

const installed = (folder: string) => fileURLToPath(new URL(`../../node_modules/${folder}`, import.meta.url));

/** Where each library's script and its ONNX Runtime lie, and how it is told which weights to take. */
const libraries = {
  '@xenova/transformers': {
    script: installed('@xenova/transformers/dist'),
    runtime: installed('@xenova/transformers/dist'),
    single: { quantized: false },
    quantized: { quantized: true },
    all: { topk: null },
  },
  '@huggingface/transformers': {
    script: installed('@huggingface/transformers/dist'),
    runtime: installed('onnxruntime/dist'),
    single: { dtype: 'fp32', device: 'wasm' },
    quantized: { dtype: 'q8', device: 'wasm' },
    all: { top_k: null },
  },
} as const;

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
 * @param name which library answers
 */
export async function askTransformersJs(
  context: BrowserContext,
  zip: Uint8Array,
  folder: string,
  texts: string[],
  name: keyof typeof libraries = '@xenova/transformers',
): Promise<{ single: Scores; quantized: Scores }> {
  const library = libraries[name];
  for (const [file, content] of Object.entries(unzipSync(zip))) {
    const path = join(folder, 'models/exported', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  symlinkSync(library.script, join(folder, 'library'));
  symlinkSync(library.runtime, join(folder, 'runtime'));
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
    const ask = async (weights: object): Promise<Scores> => {
      const answers = await page.evaluate(
        async (order) => {
          const { env, pipeline } = (globalThis as unknown as LibraryPage).transformers;
          Object.assign(env, { allowRemoteModels: false, allowLocalModels: true });
          env.localModelPath = './models/';
          Object.assign(env.backends.onnx.wasm, { wasmPaths: new URL('runtime/', location.href).href, numThreads: 1 });
          const classify = await pipeline('text-classification', 'exported', order.weights);
          const answers = [];
          for (const text of order.texts) answers.push(await classify(text, order.all));
          return answers;
        },
        { weights, texts, all: library.all },
      );
      return answers.map((one) => new Map(one.map(({ label, score }) => [label, score])));
    };
    return { single: await ask(library.single), quantized: await ask(library.quantized) };
  } finally {
    await page.close();
    server.close();
  }
}
