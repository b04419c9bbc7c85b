// What a model can be taken away as, and about how large that is.

import { exportParts, type ExportChoice, type ExportOffer, type ExportPart } from '../../domain/exportParts';
import { pageFileLimit, type PageFileOffer } from '../../domain/ownPage';
import { isContrastive, usesLora } from '../../domain/recipe';
import { isBeyondLayers } from '../../domain/pooling';
import type { TrainedModel } from '../../domain/run';
import type { EncoderConfig } from '../../encoder/architectures/architecture';
import { readEncoderConfig } from '../../encoder/config';
import { pooledStates } from '../../export/modelCardFormats';
import { roomiestWeights } from '../../export/pageFile';
import { pageFileBytes, partBytes, type PartFacts } from '../../export/partSizes';
import { getDataSet } from '../../storage/dataSets';
import { getModel } from '../../storage/models';
import { openBaseModel, readModelJson } from '../models/baseModelFiles';
import { notInOldTransformersJs } from '../../words/exportParts';
import { rowsOf } from './trainingPart';

/** Every part, those that the model does not have with the reason. @throws Failure `ModelMissing` */
export async function exportOffers(modelId: string): Promise<ExportOffer[]> {
  const model = await getModel(modelId);
  const facts = await factsOf(model);
  return Promise.all(
    exportParts.map(async (part) => {
      const missing = await whyMissing(part, model);
      const note = noteOf(part, model, facts.config);
      return { part, ...partBytes(part, facts), ...(missing && { missing }), ...(note && { note }) };
    }),
  );
}

/** What a page of one file would be. @throws Failure `ModelMissing` */
export async function offerPageFile(modelId: string): Promise<PageFileOffer> {
  const facts = await factsOf(await getModel(modelId));
  const weights = roomiestWeights((own) => pageFileBytes(facts, own));
  const size = pageFileBytes(facts, weights);
  return { bytes: size, weights, fits: size <= pageFileLimit };
}

async function factsOf(model: TrainedModel): Promise<PartFacts> {
  const files = await openBaseModel(model.recipe.baseModel);
  const config = readEncoderConfig(await readModelJson(files, 'config.json'));
  const { labels, pooling } = model;
  const here = model.origin === 'trained' ? model : null;
  const rowBytes = (here && (await getDataSet(here.dataSetId)))?.byteLength ?? 0;
  const { weightBytes, tokenizerBytes } = files;
  const recipe = here?.recipe ?? null;
  return { config, recipe, pooling, classCount: labels.length, weightBytes, tokenizerBytes, rowBytes };
}

/** Bytes that a choice writes, about. */
export async function exportBytes(modelId: string, choice: ExportChoice): Promise<number> {
  const offers = await exportOffers(modelId);
  return offers.filter(({ part }) => choice.parts.includes(part)).reduce((sum, offer) => sum + offer.bytes, 0);
}

/** What others that load it would do otherwise than the model, or not at all. */
function noteOf(part: ExportPart, { pooling }: TrainedModel, { architecture }: EncoderConfig): string | null {
  if (part.startsWith('onnx') && !architecture.inOldTransformersJs) return notInOldTransformersJs;
  if (part !== 'huggingFace' || !isBeyondLayers(pooling)) return null;
  return `Its head ${pooledStates[pooling]}: transformers needs the lines in the zip’s README to do the same.`;
}

async function whyMissing(part: ExportPart, model: TrainedModel): Promise<string | null> {
  if ((part === 'adapter' || part === 'training') && isBeyondLayers(model.pooling)) {
    return `Its head ${pooledStates[model.pooling]}, which the classes that ${part === 'adapter' ? 'peft' : 'the script'} loads do not.`;
  }
  if (part === 'adapter' && model.origin !== 'trained') {
    return 'A model that was added from disk has no adapter: it is merged into the weights.';
  }
  if (part === 'adapter' && model.origin === 'trained' && !usesLora(model.recipe)) {
    return 'Only a model whose layers were trained by adapters (LoRA) has one.';
  }
  if (part === 'training' && model.origin === 'trained' && isContrastive(model.recipe)) {
    return 'The script does not train on pairs of texts, as this model was trained.';
  }
  if (part === 'training' && !(await rowsOf(model))) {
    return 'The rows that it was trained on are no longer on this computer.';
  }
  return null;
}
