// What every part of an export is made of.

import type { ExportChoice } from '../../domain/exportParts';
import type { StoredPredictions } from '../../domain/metrics';
import { adapterScale, type TrainedModel } from '../../domain/run';
import type { TensorValues } from '../../domain/tensorValues';
import type { EncoderConfig } from '../../encoder/architectures/architecture';
import type { Pooling } from '../../domain/pooling';
import type { EncoderTensor } from '../../encoder/tensors';
import { changedTensors, type LazyTensors } from '../../encoder/trainedTensors';
import { findPredictions, getModel, getWeights } from '../../storage/models';
import type { StoredTensor } from '../../tensor/safetensors';
import { openBaseModel, type BaseModelFiles } from '../models/baseModelFiles';
import type { BaseModel } from '../train/engine';
import { withoutRowText } from './withoutRowText';

/** A trained model with all that its files are made of. Weights of layers are made when they are read. */
export interface ExportSource {
  /** As `withoutRowText` gives it. */
  model: TrainedModel;
  choice: ExportChoice;
  honeVersion: string;
  pooling: Pooling;
  baseFiles: BaseModelFiles;
  /** The base model's config.json. */
  baseConfig: Record<string, unknown>;
  /** The base model's sizes: without the pooling layer. */
  config: EncoderConfig;
  /** The base model's tensors as they lie in its file. */
  stored: Map<string, StoredTensor>;
  /** The base model's tensors by Hone's names. */
  base: Map<string, EncoderTensor>;
  /** What training left: the head, and layers or their adapters. */
  trained: TensorValues;
  /** What differs from `base`, adapters merged. */
  changed: LazyTensors;
  /** Where it was tested here. */
  predictions: StoredPredictions | undefined;
}

/** Reads all that a model's files are made of. @throws Failure `ModelMissing` */
export async function openExport(
  modelId: string,
  { json: baseConfig, config, stored, tensors: base }: BaseModel,
  choice: ExportChoice,
  honeVersion: string,
): Promise<ExportSource> {
  const model = withoutRowText(await getModel(modelId));
  const baseFiles = await openBaseModel(model.recipe.baseModel);
  const trained = await getWeights(modelId);
  const changed = changedTensors(base, trained, adapterScale(model));
  const { pooling } = model;
  const predictions = await findPredictions(modelId);
  return {
    model,
    choice,
    honeVersion,
    pooling,
    baseFiles,
    baseConfig,
    config,
    stored,
    base,
    trained,
    changed,
    predictions,
  };
}
