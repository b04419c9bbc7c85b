/** WGSL that adds the product of low rank to one element, whose `row` and `column` are in scope. */
export const addLowRank = (sum: string, right: string): string => /* wgsl */ `
  for (var k = 0u; k < lowRankRank; k++) {
    ${sum} += lowRankLeft[row * lowRankRank + k] * ${right};
  }`;
