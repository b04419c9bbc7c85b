// Which outputs a logistic regression has for a task's classes, and the logits of the classes that its outputs come to.

import type { Truth } from '../domain/task';
import { taskOf } from '../tasks/taskOf';
import type { RegressionTask } from './logisticRegression';

/** How a task's labels are learned. */
export interface RegressionOutputs extends Pick<RegressionTask, 'outputs' | 'link'> {
  /** 1 where an example has what an output says, `[examples * outputs]`. */
  targetsOf: (examples: Uint32Array) => Uint8Array;
  /** Logits of each class, `[rows * classes]`, from those of the outputs. */
  logitsOfClasses: (logits: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;
}

/** Of two classes one output says all; else there is one for each. */
export function regressionOutputs({ task, targets }: Truth, classes: number): RegressionOutputs {
  const outputs = task === 'singleLabel' && classes === 2 ? 1 : classes;
  const { has } = taskOf(task);
  return {
    outputs,
    link: task === 'multiLabel' || outputs === 1 ? 'sigmoid' : 'softmax',
    targetsOf: (examples) =>
      Uint8Array.from({ length: examples.length * outputs }, (_, at) => {
        const [example = 0, output] = [examples[Math.floor(at / outputs)], at % outputs];
        // Of two classes the output is the second.
        const id = outputs < classes ? 1 : output;
        return has(targets, example, id, classes) ? 1 : 0;
      }),
    logitsOfClasses: (logits) => {
      if (outputs === classes) return logits;
      const both = new Float32Array(logits.length * 2);
      logits.forEach((logit, row) => (both[row * 2 + 1] = logit));
      return both;
    },
  };
}
