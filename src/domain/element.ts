/**
 * An element that must exist: a read out of range fails where it happens, instead of going on with a default.
 *
 * Not for loops that run millions of times: V8 keeps what it learns of a function in one place for all callers, and reads
 * of more than four kinds of arrays in one place take twenty times as long. Those read in place with `?? NaN`, which shows
 * in every result.
 *
 * @throws RangeError beyond either end
 */
export function elementAt<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`There is no element ${index} of ${values.length}.`);
  return value;
}
