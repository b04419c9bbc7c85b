// A trained model and a text → the training rows that the model holds for alike. Two texts are compared by what the head
// reads of them, the pooled state of the trained encoder: rows that are near there get much the same answer, so a
// mislabelled one shows.

import type { EncodingTable } from '../../analysis/encodingTable';
import type { Neighbour } from '../../analysis/nearest';
import { rowNumberInFile, type DataSet, type PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import type { NearRow, NearRows } from '../../domain/explanation';
import type { ModelTrainedHere } from '../../domain/run';
import type { TokenizedTexts } from '../../domain/tokens';
import type { Classifier } from '../../encoder/classifier';
import { pooledStatesOfExamples } from '../../inference/examples';
import { meanOfRows, packWindows } from '../../inference/windows';
import { getDataSet } from '../../storage/dataSets';
import { getActivations, getPreparedSet, getTokens } from '../../storage/derived';
import { getModel } from '../../storage/models';
import { breathe } from '../../jobs/breathe';
import type { Device } from '../../tensor/device';
import { keyOfActivations } from '../train/encodeDataSet';
import type { Question } from './explainText';
import { readTexts } from '../data/preparedTexts';
import { testedRowsInFile } from './browseTestedRows';
import { tokensKey } from '../data/derivedKeys';
import type { DataSetTokenizing } from '../data/tokenizeDataSet';
import { examplesOf, labelNamesOf } from '../train/trainingExamples';

const rowsShown = 5;
/** Numbers in the table at most; of more training rows, an even sample is compared. */
const mostElements = 128_000_000;
/** Rows between two looks at the table: what is in it stays when the user stops. */
const rowsPerChunk = 256;

/** TensorFlow.js is large, and nothing else here needs it: it is loaded with the first question. */
const analysis = async () => ({
  ...(await import('../../analysis/encodingTable')),
  ...(await import('../../analysis/nearest')),
});

interface Inputs {
  model: ModelTrainedHere;
  set: PreparedSet;
  dataSet: DataSet;
  texts: TokenizedTexts;
}

/** The training rows of the model asked last, as vectors. */
interface Kept {
  modelId: string;
  /** Which examples of the prepared set, in the order of the vectors. */
  examples: Uint32Array;
  /** How many training rows there are. */
  total: number;
  table: EncodingTable;
}

export class NearestRows {
  private kept: Kept | null = null;

  constructor(private readonly tokenizing: DataSetTokenizing) {}

  /** Frees the vectors, for a run that needs the memory. */
  release(): void {
    this.kept?.table.dispose();
    this.kept = null;
  }

  /**
   * The nearest training rows of a text. The first question of a model encodes its training rows; stopped, the next one
   * goes on from there.
   *
   * @param windows token ids of the text's windows
   * @param testedIndex the text's index among the tested rows, which is no neighbour of itself; `null` for a new text
   * @throws AbortError when stopped; Failure `RowsMissing` where the data set is gone
   */
  async find(question: Question, windows: number[][], testedIndex: number | null): Promise<NearRows> {
    const { engine, modelId, compute, signal, onProgress } = question;
    const inputs = await readInputs(modelId, this.tokenizing, onProgress);
    const ready = await engine.prepare(compute, inputs.model.recipe.baseModel, onProgress);
    const classifier = await engine.loadClassifier(modelId, ready);
    const kept = await this.tableOf(inputs, ready.device, classifier);
    await fill(kept, inputs, ready.device, { ...question, classifier });

    const which = Uint32Array.from(windows.keys());
    const asked = { texts: packWindows([windows]), cache: 'none' } as const;
    const listening = { breathe: () => breathe(signal) };
    const pooled = await pooledStatesOfExamples(classifier, asked, which, listening);
    const vector = meanOfRows(pooled, which, kept.table.width);
    const own = testedIndex === null ? null : await ownRow(inputs.model, testedIndex);
    const isOwn = ({ row }: Neighbour) => inputs.set.rows[elementAt(kept.examples, row)] === own;
    const { nearestTo, unitRows } = await analysis();
    const nearest = await kept.table.use((rows) => nearestTo(rows, unitRows(vector, vector.length), rowsShown + 1));
    const others = nearest.filter((neighbour) => !isOwn(neighbour)).slice(0, rowsShown);
    return {
      rows: await describe(inputs, kept.examples, others),
      compared: kept.table.length,
      total: kept.total,
    };
  }

  /** The table of a model, which may have been filled before. */
  private async tableOf(inputs: Inputs, device: Device, classifier: Classifier): Promise<Kept> {
    const { kept } = this;
    if (kept?.modelId === inputs.model.id && kept.table.device === device) return kept;
    this.release();
    this.kept = await emptyTable(inputs, device, classifier);
    return this.kept;
  }
}

async function readInputs(modelId: string, tokenizing: DataSetTokenizing, onProgress: ReportProgress): Promise<Inputs> {
  const model = await getModel(modelId);
  if (model.origin !== 'trained') throw rowsMissing();
  const set = await getPreparedSet(model.preparedSetId);
  const dataSet = set && (await getDataSet(set.dataSetId));
  if (!set || !dataSet) throw rowsMissing();
  const key = await tokensKey(set, model.recipe);
  let texts = await getTokens(key);
  if (!texts) {
    // They were cleared to make room.
    await tokenizing.of(set.id, model.recipe, onProgress);
    texts = await getTokens(key);
  }
  if (texts) return { model, set, dataSet, texts };
  throw rowsMissing();
}

function rowsMissing(): Failure {
  return new Failure(
    'RowsMissing',
    'The training rows are no longer here: the data set of this model was deleted. Add its file again and train to compare with them.',
  );
}

async function emptyTable({ model, set }: Inputs, device: Device, { shape }: Classifier): Promise<Kept> {
  const width = shape.config.hiddenSize;
  const all = examplesOf(set, 'train');
  const room = Math.min(mostElements, device.largestAllocation, device.freeElements / 2);
  const most = Math.max(1, Math.floor(room / width));
  const examples =
    all.length <= most
      ? all
      : Uint32Array.from({ length: most }, (_, i) => elementAt(all, Math.floor((i * all.length) / most)));
  const { EncodingTable } = await analysis();
  const table = new EncodingTable(device, width, examples.length);
  return { modelId: model.id, examples, total: all.length, table };
}

/** Adds the rows that are not yet in the table. */
async function fill(
  { examples, table }: Kept,
  { model, set, texts }: Inputs,
  device: Device,
  { classifier, signal, onProgress }: Question & { classifier: Classifier },
): Promise<void> {
  if (table.length === examples.length) return;
  // Where only the head was trained, its training left the very same states in a file.
  const cached =
    model.recipe.depth === 'head'
      ? await getActivations(await keyOfActivations({ device, classifier }, set, model.recipe))
      : undefined;
  const total = examples.length;
  const listening = { breathe: () => breathe(signal) };
  while (table.length < total) {
    onProgress({ job: 'Encoding', done: table.length, total, detail: 'the training rows, once' });
    const chunk = examples.subarray(table.length, table.length + rowsPerChunk);
    const windowsOf = Array.from(chunk, (example) => windowsOfExample(texts, example));
    const which = Uint32Array.from(windowsOf.flat());
    const isCached = cached && cached.length === (texts.offsets.length - 1) * table.width;
    if (isCached) await breathe(signal);
    const pooled = isCached
      ? null
      : await pooledStatesOfExamples(classifier, { texts, cache: 'none' }, which, listening);
    let next = 0;
    const rows = new Float32Array(chunk.length * table.width);
    for (const [row, windows] of windowsOf.entries()) {
      const own = pooled ? windows.map(() => next++) : windows;
      const mean = meanOfRows(pooled ?? cached ?? new Float32Array(), own, table.width);
      rows.set(mean, row * table.width);
    }
    table.add(rows);
  }
}

/** Indices of a text's windows; a text that is read as one is its own. */
function windowsOfExample({ firstWindows }: TokenizedTexts, example: number): number[] {
  if (!firstWindows) return [example];
  const [from, to] = [elementAt(firstWindows, example), elementAt(firstWindows, example + 1)];
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** The row of the file that a tested row is. With folds, the final model was trained on it too. */
async function ownRow(model: ModelTrainedHere, testedIndex: number): Promise<number | null> {
  const rows = await testedRowsInFile(model, model.metrics.rows);
  return rows?.[testedIndex] ?? null;
}

async function describe({ set, dataSet }: Inputs, examples: Uint32Array, nearest: Neighbour[]): Promise<NearRow[]> {
  const rowOf = ({ row }: Neighbour) => elementAt(set.rows, elementAt(examples, row));
  const rows = Uint32Array.from(nearest, rowOf).sort();
  const texts: string[] = [];
  for await (const piece of readTexts(set, rows)) texts.push(...piece);
  return nearest.map((neighbour) => ({
    row: rowOf(neighbour),
    rowNumber: rowNumberInFile(rowOf(neighbour), dataSet),
    text: elementAt(texts, rows.indexOf(rowOf(neighbour))),
    labels: labelNamesOf(set, elementAt(examples, neighbour.row)),
    similarity: neighbour.similarity,
  }));
}
