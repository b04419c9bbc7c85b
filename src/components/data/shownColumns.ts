// Which columns of a wide table are drawn: browsers take seconds for thousands.

const mostShown = 50;

/** Indices of the columns to show, ascending: all of a few; of many the chosen ones and the first others. */
export function shownColumns(columns: number, chosen: readonly number[]): number[] {
  const shown = new Set(columns > mostShown ? chosen : []);
  for (let column = 0; column < columns && shown.size < mostShown; column++) shown.add(column);
  return [...shown].sort((a, b) => a - b);
}
