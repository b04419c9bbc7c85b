import type { TaskType } from '../domain/task';
import { multiLabel } from './multiLabel';
import { singleLabel } from './singleLabel';
import type { Task } from './task';

const tasks: Readonly<Record<TaskType, Task>> = { singleLabel, multiLabel };

/** How a kind of task is decided, measured and learned. */
export function taskOf(type: TaskType): Task {
  return tasks[type];
}
