// hone.json of an exported model: what a classifier of My models knows of itself besides its weights, so that `Add a model
// from disk` brings it back. No text of the user's rows is in it.

import * as v from 'valibot';
import type { EvaluatedModel } from '../domain/run';
import type { ClassifierLabels } from '../domain/task';
import { portableModel, type PortableModel } from './honeFileSchema';

/** Goes up when an older Hone could not read the file rightly. */
const formatVersion = 1;

/** What a hone.json says, or why it can't be used, in a sentence. */
export type ReadHoneFile = { model: PortableModel } | { problem: string };

export function honeFile(trained: EvaluatedModel, honeVersion: string): string {
  const here = ['id', 'origin', 'dataSetId', 'preparedSetId', 'pooling'];
  const model = Object.fromEntries(Object.entries(trained).filter(([key]) => !here.includes(key)));
  return `${JSON.stringify({ formatVersion, honeVersion, model })}\n`;
}

/**
 * Reads a hone.json.
 *
 * @param own the labels and the task that the model's config.json names
 */
export function readHoneFile(text: string, own: ClassifierLabels): ReadHoneFile {
  const file = v.safeParse(v.object({ formatVersion: v.number(), model: v.optional(v.unknown()) }), parsed(text));
  if (!file.success) return { problem: unreadable('is not readable') };
  if (file.output.formatVersion > formatVersion) {
    return {
      problem:
        'Its hone.json was written by a newer Hone: its numbers, and how its texts were cleaned, are not known here. Reload Hone to get the newer version, and add the model again.',
    };
  }
  const { success, output: model } = v.safeParse(portableModel, file.output.model);
  if (!success) return { problem: unreadable('is not as Hone wrote it') };
  const sameLabels = JSON.stringify(model.labels) === JSON.stringify(own.labels);
  if (!sameLabels || model.task !== own.task) {
    return { problem: unreadable('speaks of other labels than its config.json') };
  }
  return { model };
}

function unreadable(why: string): string {
  return `Its hone.json ${why}: its numbers, and how its texts were cleaned, are not known. Add the download as it was to have them back.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
