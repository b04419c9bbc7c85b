// The checkpoints of Hugging Face's Trainer: folders `checkpoint-<step>`, each with a trainer_state.json that says which was
// best so far.

import type { NamedFile } from '../../data/read/archives/zipEntries';

/** The step of a checkpoint's folder (its path ends in a slash); `null` where it is none. */
export function checkpointStep(folder: string): number | null {
  const [, step] = /(?:^|\/)checkpoint-(\d+)\/$/.exec(folder) ?? [];
  return step === undefined ? null : Number(step);
}

/** More is no state of a training. */
const largestState = 2 ** 26;

/** The name of the folder that the latest of some trainer_state.json calls best; `null` where none does. */
export async function bestCheckpoint(states: NamedFile[]): Promise<string | null> {
  let latest: { step: number; best: string | null } | null = null;
  for (const { content } of states) {
    const state = content.size > largestState ? null : parsed(await content.text());
    if (!state) continue;
    const { global_step: given, best_model_checkpoint: path } = state;
    const step = typeof given === 'number' ? given : -1;
    // A training on Windows names it with backslashes.
    const best = typeof path === 'string' ? (path.split(/[\\/]/).filter(Boolean).at(-1) ?? null) : null;
    if (!latest || step > latest.step) latest = { step, best };
  }
  return latest?.best ?? null;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : null;
  } catch {
    // A damaged one says nothing.
    return null;
  }
}
