/** Where a token's row starts in the cache of half-precision pairs. */
export function cacheRow(
  starts: usize,
  textOf: usize,
  cache: usize,
  cacheStarts: usize,
  hidden: i32,
  token: i32,
): usize {
  const text = load<u32>(textOf + ((<usize>token) << 2));
  const start = load<u32>(starts + ((<usize>text) << 2));
  const row = load<u32>(cacheStarts + ((<usize>text) << 2)) + token - start;
  return cache + ((<usize>row * <usize>hidden) << 1);
}
