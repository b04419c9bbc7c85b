/// <reference types="svelte" />

/** The app's version, from package.json; set by vite.config.ts. */
declare const __HONE_VERSION__: string;

/** The files of the models that come with the app; set by vite.config.ts. */
declare const __MODEL_FILES__: readonly { path: string; size: number; sha256: string }[];

/** The file of ONNX Runtime, whose name the bundler gives; set by vite.config.ts. */
declare const __ONNX_RUNTIME__: { size: number; sha256: string };

/** A file as workers write it in place; lib.dom lacks what only workers have. */
interface FileSystemSyncAccessHandle {
  getSize(): number;
  truncate(size: number): void;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  flush(): void;
  close(): void;
}
interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
}

/** Reads a file at once; lib.dom lacks what only workers have. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** The part of the Trusted Types API that src/security uses; lib.dom lacks it. */
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string | null }): unknown;
}
// eslint-disable-next-line no-var -- only var makes a property of self
declare var trustedTypes: TrustedTypePolicyFactory | undefined;

/** The kernels for the processor, compiled by tools/build/assemblyScript.ts. */
declare module 'virtual:wasm-kernels' {
  /** Whether their memory is one that threads share. */
  export const shared: boolean;
  export const simd: Uint8Array<ArrayBuffer>;
  /** With fused multiply-add; not every browser takes it. */
  export const relaxedSimd: Uint8Array<ArrayBuffer>;
}
