/** The stages of a project, in their order. */
export const stages = ['data', 'train', 'results', 'use'] as const;
export type Stage = (typeof stages)[number];
