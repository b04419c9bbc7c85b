// A checkpoint's tensors at the boundary: old names made new, and what is missing or left over named.

import { Failure } from '../domain/failures';
import type { StoredTensor } from '../tensor/safetensors';
import { scaledTensors } from '../tensor/scaledTensors';
import type { EncoderConfig } from './architectures/architecture';
import { bareName, encoderTensorNames } from './tensors';

/**
 * A checkpoint's tensors, those of 8 bits with their scales, under the names of today: checkpoints converted from TensorFlow
 * call a normalisation's weight and bias gamma and beta (bert-base-uncased does still), and what a model was wrapped in when
 * it was saved stands before all its names.
 *
 * @throws Failure `ModelBroken` when a scale is missing or of the wrong shape, or two tensors have one name
 */
export function checkpointTensors(stored: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  const unwrap = unwrapper([...stored.keys()]);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of scaledTensors(stored)) {
    const own = unwrap(name)
      .replace(/(LayerNorm|layer_norm)\.gamma$/, '$1.weight')
      .replace(/(LayerNorm|layer_norm)\.beta$/, '$1.bias');
    if (tensors.has(own)) {
      throw new Failure(
        'ModelBroken',
        `This model can’t be used: its file has two weights for “${own.slice(0, 80)}”, and which is meant is not said. Save it again with save_pretrained.`,
      );
    }
    tensors.set(own, tensor);
  }
  return tensors;
}

/** What DataParallel and torch.compile put before every name. */
const wrappers = /^(?:module\.|_orig_mod\.)+/;
/** A module of one's own, as of Lightning, that holds the model as `self.model`. ModernBERT has a `model` by itself. */
const heldAsModel = /^model\.(?:(?:bert|distilbert|roberta|model)\.|embeddings\.word_embeddings\.)/;

/** A function from a tensor's name to the one that it has in the model itself. */
function unwrapper(names: string[]): (name: string) => string {
  const bare = (name: string) => name.replace(wrappers, '');
  if (!names.some((name) => heldAsModel.test(bare(name)))) return bare;
  return (name) => bare(bare(name).replace(/^model\./, ''));
}

/** Parts of a checkpoint that a classifier has no use for: heads of other tasks, and constants. */
const otherParts =
  /^(cls|lm_head|vocab_transform|vocab_layer_norm|vocab_projector|qa_outputs|classifier|pre_classifier|head|decoder)\b|(^|\.)pooler\.|(^|\.)embeddings\.(position_ids|token_type_ids)$/;

/**
 * Checks that a checkpoint has all that the encoder needs.
 *
 * @returns names of tensors that Hone doesn't know and leaves out
 * @throws Failure `ModelBroken` naming what is missing, or what the config knows nothing of
 */
export function checkCheckpoint(stored: ReadonlyMap<string, StoredTensor>, config: EncoderConfig): string[] {
  const needed = new Set(encoderTensorNames(config));
  const present = new Set([...stored.keys()].map((name) => bareName(name, config.architecture)));
  const missing = [...needed].filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new Failure(
      'ModelBroken',
      `The model file lacks ${listed(missing)}. Hone reads encoders of the BERT family as transformers saves them.`,
    );
  }
  const unknown = [...present].filter((name) => !needed.has(name) && !otherParts.test(name));
  const roomOf = (name: string) => name.split('.')[0];
  const rooms = new Set([...needed].map(roomOf));
  const beyond = unknown.filter((name) => rooms.has(roomOf(name)));
  if (beyond.length > 0) {
    throw new Failure(
      'ModelBroken',
      `The model file has ${listed(beyond)}, of which its config.json says nothing. They don’t belong together.`,
    );
  }
  return unknown;
}

/** Some names in a sentence. */
export function listed(names: string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name.slice(0, 80)}”`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' and ');
}
