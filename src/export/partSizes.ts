// About how large each part of an export is, from the model's sizes alone.

import type { ExportPart } from '../domain/exportParts';
import type { PageFileWeights } from '../domain/ownPage';
import type { Recipe } from '../domain/recipe';
import { adaptedParts, loraTargetsOf, partsOfLinear } from '../encoder/lora';
import type { EncoderConfig } from '../encoder/architectures/architecture';
import type { Pooling } from '../domain/pooling';
import { linearNames } from '../encoder/linearNames';
import { base64Length } from './pageFile';

/** What decides the sizes. */
export interface PartFacts {
  config: EncoderConfig;
  /** `null` where nothing of it was trained here. */
  recipe: Recipe | null;
  pooling: Pooling;
  classCount: number;
  /** Of all the base model's weights, as they are stored: what was not trained stays as it is. */
  weightBytes: number;
  /** Of the tokenizer's files: XLM-R's has 17 MB, which every part that answers for itself needs. */
  tokenizerBytes: number;
  /** Of the data set's files. */
  rowBytes: number;
}

/** Scripts of a web page. */
const pageScripts = 500_000;

/** Bytes of a part in the zip, about; `halfBytes` of the weights in half precision. */
export function partBytes(part: ExportPart, facts: PartFacts): { bytes: number; halfBytes?: number } {
  const { tokenizerBytes } = facts;
  const { words, rest, matrices, layer, head } = elements(facts);
  const added = facts.pooling === 'firstAndMean' ? layer : 0;
  const encoder = words + rest + matrices;
  switch (part) {
    case 'huggingFace': {
      const trained = trainedElements(facts, encoder);
      const kept = (encoder - trained) * keptBytes(facts.weightBytes / encoder);
      return {
        bytes: kept + 4 * (trained + added + head) + tokenizerBytes,
        halfBytes: 2 * (encoder + added + head) + tokenizerBytes,
      };
    }
    case 'onnx':
      return { bytes: 4 * (encoder + head) + tokenizerBytes };
    case 'onnxQuantized':
      return {
        bytes: words + matrices + 4 * (rest + head + facts.config.vocabularySize) + tokenizerBytes,
      };
    case 'adapter':
      return { bytes: 4 * (added + head + loraElements(facts)) };
    case 'ownPage':
      return { bytes: 2 * (encoder + added + head) + pageScripts + tokenizerBytes };
    case 'training':
      return { bytes: facts.rowBytes };
    default:
      return part satisfies never;
  }
}

/** Bytes of a number. */
const numberBytes: Readonly<Record<PageFileWeights, number>> = { single: 4, half: 2, eightBits: 1 };

/** Bytes of a page of one file, about; its matrices that are not in 8 bits already are stored as `weights` says. */
export function pageFileBytes(facts: PartFacts, weights: PageFileWeights): number {
  const { words, rest, matrices, layer, head } = elements(facts);
  const encoder = words + rest + matrices;
  const added = facts.pooling === 'firstAndMean' ? layer : 0;
  const otherwise = facts.weightBytes / encoder < 1.5 ? trainedElements(facts, encoder) : encoder;
  const all = encoder - otherwise + numberBytes[weights] * otherwise + added + 4 * head;
  return base64Length(all + facts.tokenizerBytes) + pageScripts;
}

/** Half precision stays as it is, and 8 bits become single precision. */
const keptBytes = (stored: number) => (stored > 1.5 && stored < 3 ? 2 : 4);

function elements({ config, classCount }: PartFacts) {
  const { vocabularySize, hiddenSize, intermediateSize, layerCount } = config;
  const { maxPositions, firstPosition, typeCount, attention } = config;
  const perLayer = matrixElements(config);
  const small = 9 * hiddenSize + intermediateSize;
  return {
    words: vocabularySize * hiddenSize,
    matrices: layerCount * perLayer,
    // Rotary positions need no table.
    rest: ((attention ? 0 : maxPositions + firstPosition + typeCount) + 2) * hiddenSize + layerCount * small,
    layer: perLayer + small,
    head: (hiddenSize + 1) * (hiddenSize + classCount),
  };
}

/** Of the matrices of one layer. */
function matrixElements(config: EncoderConfig): number {
  const shapes = Object.values(config.architecture.linearShapes(config));
  return shapes.reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
}

/** Weights that training changed: they are stored in single precision. */
function trainedElements({ config, recipe }: PartFacts, encoder: number): number {
  if (!recipe || recipe.depth === 'head') return 0;
  const { depth, method, topLayers } = recipe;
  if (depth === 'whole' && method === 'full') return encoder;
  const { layerCount } = config;
  return matrixElements(config) * (depth === 'whole' ? layerCount : Math.min(topLayers, layerCount));
}

function loraElements({ config, recipe }: PartFacts): number {
  if (!recipe) return 0;
  const layers = recipe.depth === 'whole' ? config.layerCount : Math.min(recipe.topLayers, config.layerCount);
  const { qkvIsOneModule } = config.architecture;
  const shapes = config.architecture.linearShapes(config);
  return linearNames.reduce((sum, name) => {
    const [inputs, outputs] = shapes[name];
    // Query, key and value share a matrix, and each adapter that there is has its own part of the outputs.
    const parts = adaptedParts(name, loraTargetsOf(recipe.targetModules, qkvIsOneModule)).length;
    const ownOutputs = (outputs * parts) / partsOfLinear(name, qkvIsOneModule).length;
    return sum + layers * recipe.loraRank * (parts * inputs + ownOutputs);
  }, 0);
}
