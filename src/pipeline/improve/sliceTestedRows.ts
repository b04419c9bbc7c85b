// model → how well it does on parts of the tested rows: by length, language, and the file's other columns.

import { languageName } from '../../words/languages';
import { loadLanguageDetector } from '../../data/examine/language';
import { lengthGroups, namedGroups, valueGroups } from '../../data/examine/valueGroups';
import type { DataSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import type { ReportProgress } from '../../domain/progress';
import { textColumnsOf } from '../../domain/rowText';
import { isEvaluated, type EvaluatedModel } from '../../domain/run';
import type { Grouping, SliceReport } from '../../domain/slices';
import { accuracyOf, measureSlices } from '../../evaluation/slices';
import { indexTested } from '../../evaluation/testedRowIndex';
import { getDataSet } from '../../storage/dataSets';
import { readCells } from '../../storage/rows';
import { getModel, getPredictions } from '../../storage/models';
import { testedRowsInFile } from './browseTestedRows';

/** Of a wider file, the first columns are looked at. */
const mostColumns = 40;
/** Texts between two reports of progress. */
const textsPerReport = 500;

/** Measures every slice. Nothing is stored; whoever no longer needs it ends the thread. @throws Failure `ModelMissing` */
export async function sliceTestedRows(modelId: string, onProgress: ReportProgress): Promise<SliceReport> {
  const model = await getModel(modelId);
  const stored = await getPredictions(modelId);
  const index = indexTested(stored, model);
  const { texts } = stored;
  const rows = await testedRowsInFile(model, texts.length);
  const dataSet = rows && model.origin === 'trained' ? await getDataSet(model.dataSetId) : undefined;
  const others = dataSet && isEvaluated(model) ? otherColumns(dataSet, model) : [];
  const total = texts.length * (1 + others.length);
  const report = (done: number) => onProgress({ job: 'Grouping', done, total });

  const groupings: Grouping[] = [{ by: 'Length', groups: lengthGroups(texts) }];
  const ungrouped: string[] = [];
  groupings.push({ by: 'Language', groups: await languageGroups(texts, report) });
  for (const [done, column] of others.entries()) {
    report(texts.length * (1 + done));
    const cells: string[] = [];
    for await (const some of readCells(dataSet?.id ?? '', column, rows ?? new Uint32Array())) {
      cells.push(...some);
    }
    const groups = valueGroups(cells);
    const name = dataSet?.columns[column] ?? '';
    if (groups) groupings.push({ by: name, groups });
    // A column of one value says nothing, and need not be named.
    else if (cells.some((cell) => cell !== cells[0])) ungrouped.push(name);
  }
  const several = groupings.filter(({ groups }) => groups.length > 1);
  return {
    slices: measureSlices(index, model.labels.length, several),
    accuracy: accuracyOf(index),
    hasColumns: Boolean(dataSet),
    ungrouped,
  };
}

/** The columns that are neither the text nor where the labels stand. */
function otherColumns({ columns }: DataSet, { preparation }: EvaluatedModel): number[] {
  const source = preparation.labelling?.source;
  const labels = source?.kind === 'columns' ? source.columns : [preparation.columns.label];
  const used = [...textColumnsOf(preparation.columns), ...labels];
  return [...columns.keys()].filter((column) => !used.includes(column)).slice(0, mostColumns);
}

async function languageGroups(texts: string[], report: (done: number) => void) {
  const detect = await loadLanguageDetector();
  return namedGroups(texts.length, (index) => {
    if (index % textsPerReport === 0) report(index);
    const language = detect(elementAt(texts, index));
    return language === null ? 'too short or unclear' : languageName(language);
  });
}
