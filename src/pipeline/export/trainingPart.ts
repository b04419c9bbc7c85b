// The rows with their split, and a script that trains on them again.

import type { PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { knowsLabels } from '../../domain/task';
import { Failure } from '../../domain/failures';
import type { TrainedModel } from '../../domain/run';
import type { ArchiveFile } from '../../export/archive';
import { rowsHead, rowsLine, trainingRecipe, trainingScript } from '../../export/trainingFiles';
import { getDataSet } from '../../storage/dataSets';
import { getPreparedSet } from '../../storage/derived';
import { readTexts } from '../data/preparedTexts';
import { labelNamesOf } from '../train/trainingExamples';
import type { ExportSource } from './exportSource';

/** The prepared rows of a model, where they are still here. */
export async function rowsOf(model: TrainedModel): Promise<PreparedSet | null> {
  const set = model.origin === 'trained' && (await getPreparedSet(model.preparedSetId));
  return set && (await getDataSet(set.dataSetId)) ? set : null;
}

/** @throws Failure `NoRows` when the rows were deleted meanwhile */
export async function trainingFiles({ model, pooling, config, baseFiles }: ExportSource): Promise<ArchiveFile[]> {
  const set = await rowsOf(model);
  if (!set || model.origin !== 'trained') {
    throw new Failure(
      'NoRows',
      'The rows of this model are no longer here, so the training script would have nothing to train on. Leave it out.',
    );
  }
  const newHead = !knowsLabels(baseFiles.installed?.head, model);
  const recipe = `${JSON.stringify(trainingRecipe(model, pooling, config, newHead), null, 2)}\n`;
  return [
    { name: 'training/train.py', content: trainingScript },
    { name: 'training/recipe.json', content: recipe },
    { name: 'training/rows.csv', content: await rowsFile(set) },
  ];
}

async function rowsFile(set: PreparedSet): Promise<Blob> {
  const pieces: Blob[] = [new Blob([rowsHead])];
  let row = 0;
  for await (const texts of readTexts(set, set.rows)) {
    const lines = texts.map((text) => rowsLine(rowAt(set, row++, text), set.task === 'multiLabel'));
    pieces.push(new Blob([lines.join('')]));
  }
  return new Blob(pieces);
}

function rowAt(set: PreparedSet, row: number, text: string) {
  return { text, labels: labelNamesOf(set, row), split: elementAt(set.splits, row) };
}
