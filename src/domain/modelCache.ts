/**
 * The cache that holds the base models' files, named by their content: a new version of a file is never taken from an
 * old version's cache.
 */
export const modelCacheName = `hone-models-${__MODEL_FILES__.map(({ sha256 }) => sha256.slice(0, 6)).join('')}`;
