// What every kind of training reads of its classifier and puts back, besides its steps.

import type { TensorValues } from '../../domain/tensorValues';
import type { Classifier } from '../../encoder/classifier';
import type { StepSettings, TrainableModel } from '../../training/train';

export abstract class DeviceTraining implements TrainableModel {
  constructor(protected readonly classifier: Classifier) {}

  abstract step(examples: Uint32Array, settings: StepSettings): void;

  takeLoss(): Promise<number> {
    return this.classifier.takeLoss();
  }
  writeLoss(sum: number): void {
    this.classifier.writeLoss(sum);
  }
  readWeights(): Promise<TensorValues> {
    return this.classifier.store.readTrained();
  }
  writeWeights(weights: TensorValues): void {
    this.classifier.store.writeTrained(weights);
  }
  readMoments(): Promise<Float32Array<ArrayBuffer>[]> {
    return this.classifier.store.readMoments();
  }
  writeMoments(moments: Float32Array[]): void {
    this.classifier.store.writeMoments(moments);
  }
}
