// A model's config.json, as far as the encoder needs it.

import { isBeyondLayers, type PoolingBeyondLayers } from '../domain/pooling';
import type { EncoderConfig } from './architectures/architecture';
import { architectureOf } from './architectures/architectures';
import { ConfigReader, refuse } from './architectures/configReader';

/**
 * Reads a Hugging Face config.json of one of the `architectures`.
 *
 * @throws Failure `ModelBroken` when it is of another, or a size is missing.
 */
export function readEncoderConfig(json: unknown): EncoderConfig {
  if (!isRecord(json)) throw refuse('nothing readable');
  const architecture = architectureOf(json);
  const reader = new ConfigReader(json);
  const sizes = architecture.readConfig(reader);
  const config = { architecture, ...sizes, headReads: honePooling(json) ?? sizes.headReads };
  if (config.hiddenSize % config.headCount !== 0) throw refuse('a hidden size its heads can’t share');
  if (config.maxPositions < 8) throw refuse(`room for ${config.maxPositions} tokens only`);
  return config;
}

/** What a head reads that Hone trained and no layer makes so; `null` where it reads what its class does. */
function honePooling({ hone_pooling: pooling = null }: Record<string, unknown>): PoolingBeyondLayers | null {
  if (pooling === null || isBeyondLayers(pooling)) return pooling;
  throw refuse(`the pooling “${String(pooling).slice(0, 40)}”`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
