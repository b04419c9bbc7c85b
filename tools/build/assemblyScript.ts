// Compiles the kernels for the processor: `virtual:wasm-kernels` (declared in src/env.d.ts) holds the bytes of two
// WebAssembly modules.

import { readdirSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const moduleName = 'virtual:wasm-kernels';
const kernelFolders = 'src/tensor/kernels';

/** Each kernel's function is exported by its name; kernelModule.ts looks there. */
function entries(): string[] {
  const kernels = readdirSync(kernelFolders, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${kernelFolders}/${name}/wasm.ts`);
  return ['src/tensor/wasm/program.wasm.ts', ...kernels];
}

const options = [
  '-O3',
  '--noAssert',
  // Vectors pass only between the kernels' own functions.
  ...['--disableWarning', '112'],
  ...['--runtime', 'stub'],
  ...['--use', 'abort='],
  '--importMemory',
  '--exportTable',
  ...['--initialMemory', '1'],
  ...['--maximumMemory', '65536'],
  ...['--enable', 'threads'],
  ...['--enable', 'simd'],
];

async function compile(...more: string[]): Promise<Uint8Array> {
  const out = 'kernels.wasm';
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main([...entries(), ...options, ...more, '--outFile', out], {
    writeFile(path, contents) {
      if (path === out && typeof contents !== 'string') bytes = contents;
    },
  });
  if (error || !bytes) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
  return bytes;
}

/** The module's text: fused multiply-add where the browser has relaxed SIMD, which rounds once instead of twice. */
async function moduleText(shared: boolean): Promise<string> {
  const memory = shared ? ['--sharedMemory'] : [];
  const decoded = async (bytes: Promise<Uint8Array>) =>
    `Uint8Array.from(atob('${Buffer.from(await bytes).toString('base64')}'), (c) => c.charCodeAt(0))`;
  return [
    `export const shared = ${shared};`,
    `export const simd = ${await decoded(compile(...memory))};`,
    `export const relaxedSimd = ${await decoded(compile(...memory, '--enable', 'relaxed-simd'))};`,
  ].join('\n');
}

/** Serves `virtual:wasm-kernels`. Compiles once in a process. */
function kernels(shared: boolean): Plugin {
  let text: Promise<string> | undefined;
  return {
    name: 'hone-wasm-kernels',
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : null),
    load: (id) => (id === `\0${moduleName}` ? (text ??= moduleText(shared)) : null),
  };
}

/** For memory that threads share. */
export const assemblyScript = kernels(true);
/** For memory of one thread alone: a page without cross-origin isolation may have no other. */
export const assemblyScriptOfOneThread = kernels(false);
