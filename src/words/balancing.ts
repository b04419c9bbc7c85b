// What training does about classes of unequal size, in words.

import { type Balancing } from '../domain/balancing';

export const balancingFields: Readonly<Record<Balancing, { label: string; help: string }>> = {
  none: { label: 'Leave as they are', help: 'Each training row counts the same.' },
  classWeights: {
    label: 'Class weights',
    help: 'Every row is used once; a row of a rare class counts more in the loss.',
  },
  overSampling: {
    label: 'Over-sample',
    help: 'Rows of rarer classes come several times in each epoch, so training takes longer.',
  },
  underSampling: {
    label: 'Under-sample',
    help: 'Of larger classes only some rows, drawn anew, come in each epoch, so training is quicker and sees less.',
  },
};
