// model → the tested rows a person looks at: found, put in order, some at a time.

import { elementAt } from '../../domain/element';
import type { StoredPredictions } from '../../domain/metrics';
import type { TrainedModel } from '../../domain/run';
import type { TestedQuery, TestedRow } from '../../domain/testedRows';
import { findTested, indexTested, testedRows, type TestedIndex } from '../../evaluation/testedRowIndex';
import { getPreparedSet } from '../../storage/derived';
import { getModel, getPredictions } from '../../storage/models';
import { examplesOf } from '../train/trainingExamples';

interface OpenedModel {
  model: TrainedModel;
  stored: StoredPredictions;
  index: TestedIndex;
}

/** Keeps the predictions of the model asked last: a page of rows is then there at once. */
export class TestedRowBrowser {
  private opened: { modelId: string; reading: Promise<OpenedModel> } | null = null;

  /**
   * Rows `from` to `from + count` of those that a query finds, and how many there are in all.
   *
   * @throws Failure `ModelMissing`
   */
  async read(
    modelId: string,
    query: TestedQuery,
    from: number,
    count: number,
  ): Promise<{ total: number; rows: TestedRow[] }> {
    const { model, stored, index } = await this.open(modelId);
    const found = findTested(index, stored.texts, model.labels.length, query);
    const indices = found.subarray(from, from + count);
    // A data set can be deleted at any time.
    const inFile = await testedRowsInFile(model, stored.texts.length);
    const rows = testedRows(stored, index, model, indices).map((row) => ({
      ...row,
      row: inFile?.[row.index] ?? null,
    }));
    return { total: found.length, rows };
  }

  private async open(modelId: string): Promise<OpenedModel> {
    if (this.opened?.modelId !== modelId) this.opened = { modelId, reading: readModel(modelId) };
    const own = this.opened;
    try {
      return await own.reading;
    } catch (error) {
      if (this.opened === own) this.opened = null;
      throw error;
    }
  }
}

async function readModel(modelId: string): Promise<OpenedModel> {
  const model = await getModel(modelId);
  const stored = await getPredictions(modelId);
  return { model, stored, index: indexTested(stored, model) };
}

/**
 * The tested rows' indices in the data set, ascending; `null` where that is not here.
 */
export async function testedRowsInFile(model: TrainedModel, count: number): Promise<Uint32Array | null> {
  const set = model.origin === 'trained' && (await getPreparedSet(model.preparedSetId));
  if (!set) return null;
  const rows = set.folds ? set.rows : examplesOf(set, 'test').map((row) => elementAt(set.rows, row));
  return rows.length === count ? rows : null;
}
