import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

// Which room of src/ may import which, itself and `domain` aside (docs/architecture.md draws it).
const mayImport = {
  domain: [],
  security: [],
  words: [],
  data: ['words'],
  tokenization: [],
  tensor: [],
  encoder: ['tensor', 'words'],
  inference: ['encoder', 'tokenization', 'tasks', 'tensor'],
  training: ['tensor'],
  tasks: [],
  evaluation: ['tasks'],
  // General tensor algebra on TensorFlow.js, which is loaded when something asks for it.
  analysis: ['tensor'],
  export: ['encoder', 'tasks', 'tensor', 'words'],
  storage: ['jobs'],
  jobs: [],
  pipeline: [
    'words',
    'jobs',
    'storage',
    'export',
    'evaluation',
    'tasks',
    'inference',
    'analysis',
    'training',
    'encoder',
    'tokenization',
    'data',
    'tensor',
  ],
  bridge: [],
  // The web page of its own that a model can be taken away as: a program beside the app.
  page: ['security', 'words', 'data', 'tokenization', 'encoder', 'inference', 'tensor'],
  state: ['bridge', 'storage', 'jobs', 'words'],
  views: ['state', 'components', 'words'],
  components: ['words'],
};

const zones = Object.entries(mayImport).map(([room, others]) => {
  const allowed = [...new Set([room, 'domain', ...others])];
  return {
    target: `./src/${room}`,
    from: './src',
    except: allowed.map((name) => `./${name}`),
    message: `src/${room} may import only from ${allowed.join(', ')}.`,
  };
});

// Each outside library has one door; a parser that also writes has two.
const doors = {
  '@xenova/transformers': 'src/tokenization',
  idb: 'src/storage',
  papaparse: ['src/data', 'src/export'],
  'eld/extrasmall': 'src/data',
  'entities/decode': 'src/data',
  'fastest-levenshtein': 'src/data',
  'hucre/xlsx': ['src/data', 'src/export'],
  htmlparser2: 'src/data',
  hyparquet: 'src/data',
  'hyparquet-compressors': 'src/data',
  '@uwdata/flechette': 'src/data',
  'client-zip': 'src/export',
  '@zip.js/zip.js': 'src/data',
  comlink: 'src/bridge',
  '@tensorflow/tfjs': 'src/analysis',
  '@tensorflow/tfjs-backend-webgpu': 'src/analysis',
  uplot: 'src/components',
  valibot: ['src/export', 'src/page'],
  '@petamoriken/float16': 'src/tensor',
};

const closedDoors = (room) => [
  'error',
  {
    paths: Object.entries(doors)
      .map(([name, owners]) => ({ name, owners: [owners].flat() }))
      .filter(({ owners }) => !owners.includes(room))
      .map(({ name, owners }) => ({
        name,
        message: `Only ${owners.join(' and ')} may import ${name}.`,
        allowTypeImports: owners.includes('src/components'),
      })),
    patterns:
      room === 'src/analysis'
        ? []
        : [
            {
              group: ['**/analysis/*'],
              message: 'It brings TensorFlow.js: load it with import() when it is asked for.',
              allowTypeImports: true,
            },
          ],
  },
];

export default ts.config(
  { ignores: ['dist', 'node_modules', 'test-results', 'playwright-report', 'public', '.cache'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.svelte.ts', '.svelte', '.js', '.mjs'] })],
      'import-x/parsers': {
        '@typescript-eslint/parser': ['.ts'],
      },
      'import-x/ignore': ['node_modules', '\\.svelte$'],
    },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'svelte/no-at-html-tags': 'error',
    },
  },
  {
    files: ['src/**'],
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-restricted-imports': closedDoors(''),
    },
  },
  ...[...new Set(Object.values(doors).flat())].map((room) => ({
    files: [`${room}/**`],
    rules: { '@typescript-eslint/no-restricted-imports': closedDoors(room) },
  })),
  {
    // A hidden page's timers are slowed to one a minute, and it draws nothing: neither may drive a training.
    files: ['src/{jobs,training,encoder,tensor,inference}/**', 'src/pipeline/train/**'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback'],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    // What only types can tell: a promise that nobody waits for, a condition that is always the same.
    files: ['src/**/*.ts', 'src/**/*.svelte', 'workers/**/*.ts'],
    ignores: ['**/*.wasm.ts', '**/wasm.ts', 'workers/service-worker.ts'],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
    },
  },
  {
    // AssemblyScript has no type imports.
    files: ['**/*.wasm.ts', 'src/tensor/kernels/*/wasm.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  { files: ['tests/**', 'tools/**', '*.config.*'], languageOptions: { globals: globals.node } },
);
