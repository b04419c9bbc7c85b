import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { assemblyScript } from './tools/build/assemblyScript.ts';
import { besideTheApp } from './tools/build/besideTheApp.ts';
import { modelFiles } from './tools/build/modelFiles.ts';
import { onnxRuntimeFile, onnxRuntimes } from './tools/build/onnxRuntimes.ts';
import { responseHeaders } from './tools/build/responseHeaders.ts';

// How long each plug-in took is for those who look for it.
const rolldownOptions = { checks: { bundlerTimings: false } };

export default defineConfig({
  base: './',
  resolve: { alias: onnxRuntimes },
  plugins: [svelte({ configFile: false }), assemblyScript, responseHeaders, besideTheApp()],
  worker: { format: 'es', plugins: () => [assemblyScript], rolldownOptions },
  define: {
    __HONE_VERSION__: JSON.stringify(packageJson.version),
    __MODEL_FILES__: JSON.stringify(modelFiles),
    __ONNX_RUNTIME__: JSON.stringify(onnxRuntimeFile),
  },
  build: {
    target: 'esnext',
    chunkSizeWarningLimit: 3000,
    rolldownOptions,
  },
});
