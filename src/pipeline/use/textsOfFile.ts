// Where the texts of a file stand that a model is asked about: in the columns that are called as those of training.

import { guessColumns } from '../../data/read/columns/columns';
import type { NamedTexts } from '../../domain/classifiedFile';
import { textSource } from '../../domain/rowText';
import { isEvaluated, joinedTextsOf, type TrainedModel } from '../../domain/run';

/**
 * The columns of the model's texts, looked up by their names; of several those that the file has, joined in the same order.
 * Without any, the one that looks most like texts.
 *
 * @param sample some rows
 */
export function textsOfFile(model: TrainedModel, columns: string[], sample: string[][]): NamedTexts {
  const names = columns.map(nameOf);
  const joined = joinedTextsOf(model);
  const wanted = joined?.columns ?? (isEvaluated(model) ? [model.textColumn] : []);
  const found = wanted.map((name) => names.indexOf(nameOf(name))).filter((column) => column >= 0);
  const missing = joined ? joined.columns.filter((name) => !names.includes(nameOf(name))) : [];
  if (found.length > 0) return { texts: textSource(found, joined?.separator), missing };
  return { texts: { text: guessColumns(columns, sample).text }, missing };
}

const nameOf = (name: string) => name.trim().toLowerCase();
