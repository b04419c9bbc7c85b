/**
 * Versions of the code that computes what is kept to be used again. Whoever changes what it gives for the same input
 * counts up: what an earlier version made is then not found, and cleared.
 */
export const codeVersions = { preparing: 3, tokenizing: 1, encoding: 1 };
