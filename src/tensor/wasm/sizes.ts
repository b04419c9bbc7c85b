// Sizes that TypeScript and AssemblyScript share.

/** 32-bit words of a launch: its opcode, then its arguments. */
export const launchLength = 40;

/** Rows and columns of a tile of a matrix product: what fits into the processor's registers. */
export const tileRows = 6;
export const tileColumns = 8;

/** Rows of the left matrix that a thread packs at a time, at most. */
export const rowBlock = 192;

/** Elements that a thread packs of the left matrix at a time, at most (unless one tile needs more). */
export const packedElements = 524288;

/** The largest number of tokens of a text. */
export const longestText = 8192;

/** Query tokens whose attention scores a thread keeps at a time. */
export const queryBlock = 96;
