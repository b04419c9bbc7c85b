// What computes and what it holds: the backend, the base model's encoder on it, and the head used last.
// One engine a training worker; it owns the device.

import type { ComputeBackend, ComputeChoice } from '../domain/compute';
import type { ReportProgress } from '../domain/progress';
import type { BaseModelId } from '../domain/recipe';
import { disposeHead, loadHead, type ClassifierHead } from '../encoder/classifierHead';
import { readEncoderConfig } from '../encoder/config';
import { loadEncoderWeights, type EncoderWeights } from '../encoder/weights';
import { getWeights } from '../storage/models';
import { startBackend, type StartedBackend } from '../tensor/backend';
import { readSafetensors } from '../tensor/safetensors';
import * as tf from '../tensor/tf';
import { fetchModelJson, fetchModelWeights } from './baseModelFiles';

/** A backend with an encoder on it, ready to compute. */
export interface ReadyEngine {
  compute: ComputeBackend;
  encoder: EncoderWeights;
}

export class Engine {
  /** A promise, so that two who ask at once get the same backend. */
  private started: { choice: ComputeChoice; backend: Promise<StartedBackend> } | null = null;
  private encoder: { id: BaseModelId; weights: EncoderWeights } | null = null;
  private head: { modelId: string; head: ClassifierHead } | null = null;
  private readonly lost = Promise.withResolvers<never>();

  constructor() {
    // Nobody may be waiting when the device is lost; that is no error.
    this.lost.promise.catch(() => {});
  }

  /** Starts the backend; what it is can be shown before anything is loaded. */
  async start(choice: ComputeChoice): Promise<ComputeBackend> {
    if (this.started?.choice !== choice) {
      this.releaseEncoder();
      this.started = { choice, backend: startBackend(choice) };
    }
    try {
      const { compute, lost } = await this.started.backend;
      void lost.then((failure) => this.lost.reject(failure));
      return compute;
    } catch (error) {
      this.started = null;
      throw error;
    }
  }

  /** Starts the backend and loads the base model, unless that is done already. */
  async prepare(
    choice: ComputeChoice,
    baseModel: BaseModelId,
    onProgress: ReportProgress,
  ): Promise<ReadyEngine> {
    const compute = await this.start(choice);
    if (this.encoder?.id !== baseModel) {
      this.releaseEncoder();
      const config = readEncoderConfig(await fetchModelJson(baseModel, 'config.json'));
      const file = await fetchModelWeights(baseModel, onProgress);
      const weights = loadEncoderWeights(readSafetensors(file), config);
      this.encoder = { id: baseModel, weights };
    }
    return { compute, encoder: this.encoder.weights };
  }

  /** The head of a trained model, on the device. `prepare` comes first. */
  async loadHead(modelId: string, { encoder }: ReadyEngine): Promise<ClassifierHead> {
    if (this.head?.modelId !== modelId) {
      this.releaseHead();
      const values = await getWeights(modelId);
      this.head = { modelId, head: loadHead(values, encoder.config.architecture) };
    }
    return this.head.head;
  }

  /** Runs work on the device, and fails it in words when the device is lost meanwhile. */
  guard<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.lost.promise]);
  }

  private releaseEncoder(): void {
    this.releaseHead();
    if (this.encoder) disposeEncoder(this.encoder.weights);
    this.encoder = null;
  }

  private releaseHead(): void {
    if (this.head) disposeHead(this.head.head);
    this.head = null;
  }
}

function disposeEncoder({ embeddings, layers }: EncoderWeights): void {
  const containers: object[] = [embeddings, embeddings.norm];
  for (const { attention, ...parts } of layers) {
    containers.push(...Object.values(attention), ...Object.values(parts));
  }
  for (const container of containers) {
    tf.dispose(Object.values(container).filter((value) => value instanceof tf.Tensor));
  }
}
