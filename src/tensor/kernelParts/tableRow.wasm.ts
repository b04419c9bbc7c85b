/** Where the row that a token's index names starts. */
export function rowAt(table: usize, indices: usize, token: i32, width: i32): usize {
  return table + ((<usize>load<u32>(indices + ((<usize>token) << 2)) * <usize>width) << 2);
}
