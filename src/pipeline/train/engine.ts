// What computes and what it holds: the device, the base model's file, and the classifier used last. One engine a
// training worker; it owns the device.

import type { ComputeBackend, ComputeChoice } from '../../domain/compute';
import type { Failure } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import { adapterScale } from '../../domain/run';
import type { BaseModelId, ModelFit } from '../../domain/baseModel';
import type { CatalogueModel } from '../../domain/catalogue';
import type { Pooling } from '../../domain/pooling';
import type { TaskType } from '../../domain/task';
import type { TensorValues } from '../../domain/tensorValues';
import type { Classifier } from '../../encoder/classifier';
import { headValues } from '../../encoder/classifierHead';
import { readEncoderConfig } from '../../encoder/config';
import type { EncoderConfig } from '../../encoder/architectures/architecture';
import { encoderTensors, type EncoderTensor } from '../../encoder/tensors';
import { changedTensors, withChanged } from '../../encoder/trainedTensors';
import { frozenClassifier } from '../../inference/frozenClassifier';
import { getModel, getWeights } from '../../storage/models';
import { getTuning, saveTuning } from '../../storage/tuning';
import type { Device } from '../../tensor/device';
import type { StoredTensor } from '../../tensor/safetensors';
import { startDevice, type StartedDevice } from '../../tensor/startDevice';
import { trainsRight } from './trainsRight';
import { fitModel } from '../models/fitModel';
import { openBaseModel, readModelJson, readModelWeights, type BaseModelFiles } from '../models/baseModelFiles';

/** A base model, read but not yet on a device. */
export interface BaseModel {
  id: BaseModelId;
  /** config.json as it is. */
  json: Record<string, unknown>;
  config: EncoderConfig;
  /** As they lie in its file, and read of it when asked. */
  stored: Map<string, StoredTensor>;
  tensors: Map<string, EncoderTensor>;
  /** What a new head reads. */
  pooling: Pooling;
  /** Of a fine-tuned classifier: its labels and the head that knows them. */
  head?: { labels: string[]; task: TaskType; values: TensorValues };
}

/** A device and a base model, ready to compute. */
export interface ReadyEngine {
  compute: ComputeBackend;
  device: Device;
  base: BaseModel;
}

export class Engine {
  /** A promise, so that two who ask at once get the same device. */
  private started: { choice: ComputeChoice; device: Promise<StartedDevice> } | null = null;
  /** One that was removed and added again has other files. */
  private base: { base: BaseModel; installedAt: number } | null = null;
  private classifier: { modelId: string; device: Device; classifier: Classifier } | null = null;
  /** Of the device that computes now. */
  private lost = nextLoss();

  /** Starts the device; what it is can be shown before anything is loaded. */
  async start(choice: ComputeChoice): Promise<ComputeBackend> {
    return (await this.startDevice(choice)).compute;
  }

  /** What a model would take on the device. */
  async fit(choice: ComputeChoice, model: CatalogueModel): Promise<ModelFit> {
    const { device } = await this.startDevice(choice);
    return fitModel(device, model);
  }

  /** Starts the device and reads the base model, unless that is done already. */
  async prepare(choice: ComputeChoice, baseModel: BaseModelId, onProgress: ReportProgress): Promise<ReadyEngine> {
    const { compute, device } = await this.startDevice(choice);
    const files = await openBaseModel(baseModel);
    const installedAt = files.installed?.installedAt ?? 0;
    let held = this.base;
    if (held?.base.id !== baseModel || held.installedAt !== installedAt) {
      // The one before is let go first: two may not fit the memory.
      this.base = null;
      held = { base: await readBaseModel(baseModel, files, onProgress), installedAt };
      this.base = held;
    }
    return { compute, device, base: held.base };
  }

  /** A saved model, on the device. `prepare` comes first. */
  async loadClassifier(modelId: string, { device, base }: ReadyEngine): Promise<Classifier> {
    const held = this.classifier;
    if (held?.modelId === modelId && held.device === device) return held.classifier;
    this.releaseClassifier();
    const model = await getModel(modelId);
    const { task, pooling } = model;
    const head = await getWeights(modelId);
    const changed = changedTensors(base.tensors, head, adapterScale(model));
    const { config } = base;
    const tensors = withChanged(base.tensors, changed);
    const { maxTokens: longest } = model.recipe;
    const parts = { config, tensors, head, classCount: model.labels.length, task, pooling, longest };
    const classifier = await frozenClassifier(device, parts);
    this.classifier = { modelId, device, classifier };
    return classifier;
  }

  /** Frees the classifier used last, for a run that needs the memory. */
  releaseClassifier(): void {
    this.classifier?.classifier.dispose();
    this.classifier?.classifier.store.dispose();
    this.classifier = null;
  }

  /** Keeps what was measured on the device for the next time. */
  async rememberTuning(): Promise<void> {
    const started = await this.started?.device;
    const choices = started?.tuning?.get();
    if (!started || !choices) return;
    // Without room for it, it is measured again.
    await saveTuning(started.compute.adapter, choices).catch(() => {});
  }

  /** Fails work in words when the device is lost meanwhile; the next work gets another one. */
  guard<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.lost.promise]);
  }

  private async startDevice(choice: ComputeChoice): Promise<StartedDevice> {
    if (this.started?.choice !== choice) {
      this.releaseClassifier();
      const before = this.started?.device;
      this.started = { choice, device: this.begin(choice) };
      (await before?.catch(() => null))?.dispose();
    }
    const { device } = this.started;
    try {
      return await device;
    } catch (error) {
      this.forget(device);
      throw error;
    }
  }

  private begin(choice: ComputeChoice): Promise<StartedDevice> {
    const device = startTuned(choice);
    void device.then(
      async (started) => this.lose(device, await started.lost),
      () => {
        // Whoever asked for it hears why it did not start.
      },
    );
    return device;
  }

  /** Whether it was the one that computes. */
  private forget(device: Promise<StartedDevice>): boolean {
    if (this.started?.device !== device) return false;
    this.started = null;
    return true;
  }

  private lose(device: Promise<StartedDevice>, failure: Failure): void {
    // One that was replaced by choice is missed by nobody.
    if (!this.forget(device)) return;
    this.releaseClassifier();
    const { reject } = this.lost;
    this.lost = nextLoss();
    reject(failure);
  }
}

function nextLoss(): { promise: Promise<never>; reject: (failure: Failure) => void } {
  let reject: (failure: Failure) => void = () => {};
  const promise = new Promise<never>((_, fail) => (reject = fail));
  // Nobody may be waiting when the device is lost; that is no error.
  promise.catch(() => {});
  return { promise, reject };
}

async function readBaseModel(id: BaseModelId, files: BaseModelFiles, onProgress: ReportProgress): Promise<BaseModel> {
  const json = await readModelJson(files, 'config.json');
  const config = readEncoderConfig(json);
  const stored = await readModelWeights(files, onProgress);
  const head = files.installed?.head;
  return {
    id,
    json,
    config,
    stored,
    tensors: encoderTensors(stored, config),
    pooling: files.installed?.pooling ?? config.architecture.pooling,
    ...(head && { head: { ...head, values: headValues(stored, config.architecture) } }),
  };
}

/** Starts a device, and tells it what was measured on it before. */
async function startTuned(choice: ComputeChoice): Promise<StartedDevice> {
  const started = await startDevice(choice, trainsRight);
  const known = started.tuning && (await getTuning(started.compute.adapter).catch(() => ({})));
  if (known) started.tuning?.set(known);
  return started;
}
