// The parts of a split.

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** In `PreparedSet.splits`: the row is in none. */
export const leftOut = 255;
