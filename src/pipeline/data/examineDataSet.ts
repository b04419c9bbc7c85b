// rows → what stands out in them.

import { DataSetExamination, longestCounted } from '../../data/examine/dataSetExamination';
import { markerOf } from '../../data/examine/findingMarks';
import { labelReader } from '../../data/clean/labels';
import { TwinSearch } from '../../data/read/columns/labelTwins';
import { loadLanguageDetector } from '../../data/examine/language';
import type { ClassCount, DataSet } from '../../domain/dataset';
import type { Preparation } from '../../domain/preparation';
import { rowNumberInFile } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import type { FileLabels, Finding, FindingRow, HealthReport } from '../../domain/health';
import { plainLabelling } from '../../domain/labelling';
import { rowTextReader } from '../../domain/rowText';
import type { ReportProgress } from '../../domain/progress';
import type { BaseModelId } from '../../domain/baseModel';
import { elementAt } from '../../domain/element';
import { getDataSet } from '../../storage/dataSets';
import { readRowBlocks, readRows } from '../../storage/rows';
import type { Tokenizers } from './tokenizeDataSet';

/** What a data set is examined for: fixes and cleaning change nothing of it, its rows are taken as they are. */
export type Examined = Pick<Preparation, 'columns' | 'labelling'>;

/** Looks through all rows twice. Nothing is stored. @throws Failure when the data set is gone */
export async function examineDataSet(
  tokenizers: Tokenizers,
  dataSetId: string,
  { columns, labelling = plainLabelling }: Examined,
  baseModel: BaseModelId,
  onProgress: ReportProgress,
): Promise<HealthReport> {
  const dataSet = await existing(dataSetId);
  const readLabels = labelReader(labelling, columns, dataSet.columns);
  const textOf = rowTextReader(columns);
  const tokenizer = await tokenizers.get(baseModel);
  const examination = new DataSetExamination({
    rowCount: dataSet.rowCount,
    countTokens: (text) => tokenizer.encode(text, longestCounted).length,
    detectLanguage: await loadLanguageDetector(),
  });
  const twins = new TwinSearch(dataSet.columns.length, columns);
  const total = 2 * dataSet.rowCount;
  let done = 0;
  for (const look of ['add', 'addAgain'] as const) {
    for await (const { rows } of readRowBlocks(dataSetId)) {
      for (const cells of rows) {
        examination[look](textOf(cells), readLabels(cells));
        if (look === 'add') twins.add(cells);
      }
      done += rows.length;
      onProgress({ job: 'Checking', done, total });
    }
  }
  return examination.finish(twinFinding(twins, dataSet.columns));
}

function twinFinding(search: TwinSearch, names: string[]): Finding[] {
  const columns = search.twins().map(({ column, isSame }) => ({ name: names[column] ?? '', isSame }));
  return columns.length > 0 ? [{ kind: 'labelTwins', columns, rows: new Uint32Array() }] : [];
}

/** Some rows of a finding, with what stands out in them. */
export async function readFindingRows(
  dataSetId: string,
  { columns, labelling = plainLabelling }: Examined,
  finding: Finding,
): Promise<FindingRow[]> {
  const dataSet = await existing(dataSetId);
  const readLabels = labelReader(labelling, columns, dataSet.columns);
  const textOf = rowTextReader(columns);
  const marks = markerOf(finding);
  const rows = await readRows(dataSetId, finding.rows);
  return rows.map((cells, index) => {
    const text = textOf(cells);
    const labels = readLabels(cells);
    return {
      rowNumber: rowNumberInFile(elementAt(finding.rows, index), dataSet),
      text,
      label: typeof labels === 'string' ? '' : labels.join(', '),
      marks: marks(text),
    };
  });
}

/** The labels as they are in the file, by the source alone. */
export async function countFileLabels(
  dataSetId: string,
  { columns, labelling = plainLabelling }: Examined,
): Promise<FileLabels> {
  const dataSet = await existing(dataSetId);
  const readLabels = labelReader({ ...labelling, changes: [] }, columns, dataSet.columns);
  const counts = new Map<string, number>();
  let unlabelled = 0;
  for await (const { rows } of readRowBlocks(dataSetId)) {
    for (const cells of rows) {
      const labels = readLabels(cells);
      if (typeof labels === 'string' || labels.length === 0) unlabelled++;
      else for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  }
  return { labels: mostFrequent(counts), unlabelled };
}

/** A column of texts has a label in each row: nobody reads more than these. */
const mostLabels = 2000;

function mostFrequent(counts: Map<string, number>): ClassCount[] {
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, mostLabels);
}

async function existing(dataSetId: string): Promise<DataSet> {
  const dataSet = await getDataSet(dataSetId);
  if (dataSet) return dataSet;
  throw new Failure('Unexpected', 'These rows are gone. Choose the file again.');
}
