// What repeats a run in Python: the script (training/train.py, as it is), the recipe, and the rows with their split.

import { leftOut, splitNames } from '../domain/splitNames';
import { elementAt } from '../domain/element';
import { joinedTextsOf, type EvaluatedModel } from '../domain/run';
import type { EncoderConfig } from '../encoder/architectures/architecture';
import { allTargets } from '../encoder/lora';
import { modulePath } from '../encoder/initialLora';
import type { Pooling } from '../domain/pooling';
import { hubName } from './modelCard';
import script from './training/train.py?raw';

export const trainingScript = script;

/**
 * recipe.json: what train.py reads besides the rows.
 *
 * @param newHead whether the run started from a head of Hone's, not from the base model's own
 */
export function trainingRecipe(
  model: EvaluatedModel,
  pooling: Pooling,
  config: EncoderConfig,
  newHead: boolean,
): Record<string, unknown> {
  const { recipe, labels, task, thresholds = null } = model;
  const { truncation, ...settings } = recipe;
  const joined = joinedTextsOf(model);
  return {
    ...settings,
    truncation,
    baseModel: hubName(model),
    pooling,
    newHead,
    headSettings: config.architecture.headSettings?.(pooling) ?? {},
    task,
    labels,
    thresholds,
    ...(joined && { textColumns: joined.columns, textSeparator: joined.separator }),
    modules: modulesOf(config),
  };
}

/** What Hugging Face calls the parts of the model: layers, and in each the linear layers and normalisations; the head. */
function modulesOf(config: EncoderConfig): Record<string, unknown> {
  const { layerPath, head, tensors, qkvIsOneModule } = config.architecture;
  const inLayer = (path: string) => path.slice(`${layerPath}.0.`.length);
  const norms = tensors(config).filter(({ kind, layer }) => kind === 'norm' && layer === 0);
  return {
    layers: layerPath,
    linears: Object.fromEntries(
      allTargets(qkvIsOneModule).map((target) => [target, inLayer(modulePath(config, 0, target))]),
    ),
    norms: norms.flatMap(({ parts: [name = ''] }) =>
      name.endsWith('.weight') ? [inLayer(name.replace(/\.weight$/, ''))] : [],
    ),
    head: head.modules,
    headLinears: [head.dense, head.output],
    headNorms: head.norm ? [head.norm] : [],
  };
}

/** A row as it was trained on. */
export interface TrainingRow {
  text: string;
  /** One, or any number where a text may have several. */
  labels: string[];
  /** Index into `splitNames`, or `leftOut`. */
  split: number;
}

/** The head of rows.csv. */
export const rowsHead = 'text,label,split\r\n';

/**
 * A line of rows.csv (RFC 4180). Where texts may have several labels, `label` is a JSON list of them.
 */
export function rowsLine({ text, labels, split }: TrainingRow, severalLabels: boolean): string {
  const label = severalLabels ? JSON.stringify(labels) : elementAt(labels, 0);
  const name = split === leftOut ? 'left out' : elementAt(splitNames, split);
  return `${quoted(text)},${quoted(label)},${name}\r\n`;
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
