// What of a checkpoint answers by itself: the head of a classifier of texts, or why there is none.

import type { ClassifierLabels } from '../../domain/task';
import type { TensorValues } from '../../domain/tensorValues';
import type { EncoderConfig } from '../../encoder/architectures/architecture';
import { headValues, outputsOf } from '../../encoder/classifierHead';
import { readClassifierLabels } from '../../encoder/classifierLabels';
import type { StoredTensor } from '../../tensor/safetensors';
import { broken, setFitHead, type Json, type ModelFolder } from './modelFiles';

/** What classes of transformers give that Hone does not. */
const otherTasks = new Map([
  ['ForTokenClassification', 'labels words, not texts'],
  ['ForQuestionAnswering', 'finds answers in a text'],
  ['ForMultipleChoice', 'chooses between given answers'],
  ['ForNextSentencePrediction', 'tells whether one text follows another'],
]);

export interface InspectedHead {
  own?: ClassifierLabels;
  head?: TensorValues;
  /** Why only the encoder is used. */
  note?: string;
}

/** The labels and the head of a fine-tuned classifier. @throws Failure `ModelBroken` where the two do not fit */
export function inspectHead(
  json: Json,
  tensors: ReadonlyMap<string, StoredTensor>,
  { architecture, hiddenSize }: EncoderConfig,
  folder: ModelFolder,
): InspectedHead {
  if (folder.has(setFitHead)) {
    return {
      note: `Its head (${setFitHead}) is a pickle of scikit-learn, which can run a program when it is opened, so Hone does not read it; only its encoder is used. Train a head here.`,
    };
  }
  const classes: unknown = json['architectures'];
  const name = Array.isArray(classes) ? String(classes[0]) : null;
  const task = [...otherTasks].find(([ending]) => name?.endsWith(ending));
  if (task) return { note: `It ${task[1]} (${name}); only its encoder is used.` };
  const { dense, norm, output } = architecture.head;
  const lacking = [dense, ...(norm ? [norm] : []), output].find((own) => !tensors.has(`${own}.weight`));
  // A file written by hand may not say what it is; its weights do.
  if (name === null ? lacking : !name.endsWith('ForSequenceClassification')) return {};
  if (lacking) {
    return {
      note: `${name ?? 'It'} has a head of its own: the file lacks “${lacking}.weight”, which transformers’ class has. Only its encoder is used; its labels are not.`,
    };
  }
  const head = headValues(tensors, architecture);
  const own = readClassifierLabels(json, outputsOf(head));
  if (!own) return { note: 'It was trained to give numbers; only its encoder is used.' };
  const { labels } = own;
  const shapes: [string, number[]][] = [
    ['dense.weight', [hiddenSize, hiddenSize]],
    ['output.weight', [hiddenSize, labels.length]],
  ];
  for (const [tensor, shape] of shapes) {
    if (head.get(tensor)?.shape.join() !== shape.join()) {
      throw broken(`its head does not fit the ${labels.length} labels in config.json`);
    }
  }
  return { own, head };
}
