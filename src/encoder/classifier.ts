// A text classifier on a device: encoder, pooling and head, and the programs that run it. A program is compiled
// once; a step uploads its batch and runs it.

import type { Device, Program, View } from '../tensor/device';
import type { Kernels } from '../tensor/kernels/kernels';
import { Allocations } from '../tensor/allocations';
import type { ParameterStore } from '../tensor/parameters';
import { takeActivations, type Activations, type ClassifierShape } from './activations';
import { BatchMemory, type BatchValues } from './batch';
import { recordHead, recordHeadGradient } from './classifierHead';
import { recordEmbeddingGradients } from './embeddings';
import { loadNetwork, recordHiddenStates, recordLayers, recordPooledStates, type Network } from './forward';
import type { HostWords } from './hostWords';
import type { Pass } from './layer';
import type { KeptByLayer } from './layerKind';
import { recordPoolingGradient } from './pooling';
import { rotaryAngles } from './rotaryAngles';

/** Where a program's first values come from: token ids, or the activations that frozen layers left in a cache. */
export type Source =
  | { kind: 'ids' }
  /** Hidden states before the first trained layer, half-precision pairs `[cached tokens, hidden / 2]`. */
  | { kind: 'tokens'; cache: View }
  /** Pooled states, `[rows, hidden]`. */
  | { kind: 'pooled'; table: View };

export class Classifier {
  private readonly memory: Allocations;
  readonly batch: BatchMemory;
  private readonly activations: Activations;
  private readonly programs = new Map<string, Program>();
  private readonly network: Network;

  /** @throws Failure `OutOfMemory` */
  constructor(
    private readonly device: Device,
    readonly store: ParameterStore,
    readonly shape: ClassifierShape,
    private readonly hostWords: HostWords | null = null,
  ) {
    const { config, classCount, task, largest } = shape;
    this.memory = new Allocations(device);
    try {
      this.batch = new BatchMemory(device, this.memory, largest, task === 'multiLabel' ? classCount : 1);
      this.activations = takeActivations(this.memory, shape);
    } catch (error) {
      this.memory.dispose();
      throw error;
    }
    device.write(this.activations.pooling.ones, new Float32Array(config.hiddenSize).fill(1));
    for (const [theta, table] of this.activations.rotary) {
      const size = config.hiddenSize / config.headCount;
      device.write(table, rotaryAngles(theta, size, table.length / size));
    }
    this.setClassWeights(new Float32Array(classCount).fill(1));
    this.network = loadNetwork(store, shape, this.activations, this.batch);
  }

  /** The weight of each class in the loss, `[classes]`. */
  setClassWeights(weights: Float32Array): void {
    this.device.write(this.activations.classWeights, weights);
  }

  /** Kernel launches of a program that has been compiled. */
  dispatches(name: ProgramName): number {
    return this.programs.get(name)?.dispatches ?? 0;
  }

  /** Compiles the training step: forward, loss and gradients; and the update of the parameters. */
  async prepareTraining(source: Source): Promise<void> {
    await this.compile('gradients', (kernels) => {
      const pass = this.pass(true);
      if (this.shape.pairs) this.recordPairLoss(kernels, source, pass);
      else this.recordLoss(kernels, source, pass);
      this.recordBackward(kernels, source, pass);
    });
    await this.compile('update', (kernels) => this.store.recordUpdate(kernels));
  }

  /** Compiles the forward pass without dropout. */
  async preparePrediction(source: Source): Promise<void> {
    await this.compile('predict', (k) => this.recordForward(k, source, this.pass(false)));
  }

  /** Compiles the frozen layers: hidden states before layer `scope.firstLayer` go to a cache. */
  async prepareTokenCache(cache: View): Promise<void> {
    const { firstLayer } = this.shape.scope;
    await this.compile('cacheTokens', (kernels) => {
      const x = recordHiddenStates(kernels, this.network, this.pass(false), firstLayer);
      this.keepTokens(kernels, x, cache);
    });
  }

  /** Compiles the encoder and pooling without the head. */
  async preparePooling(source: Source): Promise<void> {
    await this.compile('pool', (k) => this.recordPooled(k, source, this.pass(false)));
  }

  /** Uploads a batch and runs a program on it. */
  run(name: ProgramName, values: BatchValues): void {
    const { wordRows } = this.activations;
    const { ids } = values.batch;
    const size = this.batch.write(values);
    if (wordRows && this.hostWords && ids.length > 0) {
      this.device.write(wordRows, this.hostWords.rows(ids));
      this.device.write(
        this.batch.tokenIds.ids,
        ids.map((_, row) => row),
      );
    }
    this.program(name).run(size);
  }

  /** Moves the parameters by the gradients of the batches since the last update. */
  update(): void {
    this.program('update').run({ tokens: 1, texts: 1 });
  }

  /** Logits of the last batch of `predict` or `gradients`, `[texts * classes]`. */
  async readLogits(texts: number): Promise<Float32Array<ArrayBuffer>> {
    const { logits } = this.activations.head;
    return this.device.read({ ...logits, length: texts * this.shape.classCount });
  }

  /** Pooled states of the last batch, `[texts * hidden]`. */
  async readPooled(texts: number): Promise<Float32Array<ArrayBuffer>> {
    const { y } = this.activations.pooling;
    return this.device.read({ ...y, length: texts * this.shape.config.hiddenSize });
  }

  /** The hidden states of the last batch, after the embeddings and after each layer, `[tokens * hidden]` each. */
  async readHiddenStates(tokens: number): Promise<Float32Array<ArrayBuffer>[]> {
    const length = tokens * this.shape.config.hiddenSize;
    const views = [this.activations.embedding.y, ...this.activations.layers.map(({ y }) => y)];
    return Promise.all(views.map((view) => this.device.read({ ...view, length })));
  }

  /** The sum of the losses since the last call. */
  async takeLoss(): Promise<number> {
    const { loss } = this.activations;
    const [sum = NaN] = await this.device.read(loss);
    this.writeLoss(0);
    return sum;
  }

  /** Puts a sum of losses in the place of the one that the device holds. */
  writeLoss(sum: number): void {
    this.device.write(this.activations.loss, Float32Array.of(sum));
  }

  /** Frees all but the store. */
  dispose(): void {
    for (const program of this.programs.values()) program.dispose();
    this.programs.clear();
    this.memory.dispose();
  }

  private program(name: ProgramName): Program {
    const program = this.programs.get(name);
    if (program) return program;
    throw new RangeError(`The program “${name}” was not prepared.`);
  }

  private async compile(name: ProgramName, record: (kernels: Kernels) => void): Promise<void> {
    this.programs.get(name)?.dispose();
    const program = await this.device.compile(this.batch.state, this.shape.largest, record);
    this.programs.set(name, program);
  }

  private pass(training: boolean): Pass {
    return { config: this.shape.config, layout: this.batch.layout, rotary: this.activations.rotary, training };
  }

  /** Records what leads to the hidden states before layer `end`, and gives them. */
  private recordHiddenStates(kernels: Kernels, source: Source, pass: Pass, end: number): View {
    if (source.kind !== 'tokens') return recordHiddenStates(kernels, this.network, pass, end);
    const { y } = this.activations.embedding;
    this.gatherTokens(kernels, source.cache, y);
    const { firstLayer } = this.shape.scope;
    return recordLayers(kernels, this.network, y, pass, { from: firstLayer, to: end });
  }

  private recordPooled(kernels: Kernels, source: Source, pass: Pass): void {
    if (source.kind === 'pooled') {
      const { hiddenSize: width } = this.shape.config;
      const { y } = this.activations.pooling;
      return kernels.gatherRows({ width, table: source.table, indices: this.batch.cacheStarts, y });
    }
    const x = this.recordHiddenStates(kernels, source, pass, this.shape.config.layerCount);
    // What the head drops of its input is its own.
    const training = pass.training && !this.shape.pairs;
    recordPooledStates(kernels, this.network, x, { ...pass, training });
  }

  private recordForward(kernels: Kernels, source: Source, pass: Pass): void {
    this.recordPooled(kernels, source, pass);
    const { pooling, head } = this.activations;
    recordHead(kernels, this.network.head, pooling.y, head, pass);
  }

  /** Records a forward pass, its loss, and the gradients of the head and of what it reads. */
  private recordLoss(kernels: Kernels, source: Source, pass: Pass): void {
    this.recordForward(kernels, source, pass);
    const { pooling, head, room, classWeights, loss } = this.activations;
    const { classCount, task, labelSmoothing } = this.shape;
    const { logits, dLogits } = head;
    const lossArguments = {
      classes: classCount,
      logits,
      labels: this.batch.labels,
      classWeights,
      smoothing: labelSmoothing,
      dLogits,
      loss,
    };
    if (task === 'multiLabel') kernels.binaryCrossEntropy(lossArguments);
    else kernels.crossEntropy(lossArguments);
    recordHeadGradient(kernels, this.network.head, pooling.y, head, pass, room !== null);
  }

  /** Records what leads to the pooled states of pairs of texts, their loss, and its gradient of these states. */
  private recordPairLoss(kernels: Kernels, source: Source, pass: Pass): void {
    this.recordPooled(kernels, source, pass);
    const { pooling, head, loss } = this.activations;
    const { hiddenSize: hidden } = this.shape.config;
    kernels.cosineLoss({ hidden, x: pooling.y, labels: this.batch.labels, dx: head.dPooled, loss });
  }

  /** Records the gradients below the pooled states. */
  private recordBackward(kernels: Kernels, source: Source, pass: Pass): void {
    const { pooling, head, room, layers, embedding } = this.activations;
    const { config, scope, pooling: how } = this.shape;
    if (!room) return;
    const pooled = { x: this.at(layers, config.layerCount - 1).y, dy: head.dPooled, dx: room.dy };
    recordPoolingGradient(kernels, how, pooled, pooling, pass);
    const { layer: kind } = config.architecture;
    for (const layer of this.network.layers.slice(scope.firstLayer).reverse()) {
      const { index } = layer;
      const x =
        index > 0 && (index > scope.firstLayer || source.kind === 'ids') ? this.at(layers, index - 1).y : embedding.y;
      const inputNeeded = index > scope.firstLayer || scope.embeddings;
      const own = this.at(layers, index);
      kind.recordGradient(kernels, layer, x, own, room, pass, inputNeeded);
    }
    if (!scope.embeddings) return;
    const { tokenIds } = this.batch;
    recordEmbeddingGradients(kernels, this.network.embeddings, tokenIds, embedding, room, pass);
  }

  private gatherTokens(kernels: Kernels, cache: View, y: View): void {
    const { layout, cacheStarts } = this.batch;
    const { hiddenSize: hidden, firstPosition } = this.shape.config;
    kernels.locate({ ...layout, positions: this.batch.tokenIds.positionIds, firstPosition });
    kernels.gatherTokens({ ...layout, hidden, cache, cacheStarts, y });
  }

  private keepTokens(kernels: Kernels, x: View, cache: View): void {
    const { layout, cacheStarts } = this.batch;
    kernels.keepTokens({ ...layout, hidden: this.shape.config.hiddenSize, x, cache, cacheStarts });
  }

  private at(layers: KeptByLayer[], index: number): KeptByLayer {
    const found = layers[index];
    if (found) return found;
    throw new RangeError(`The encoder has no layer ${index}.`);
  }
}

export type ProgramName = 'gradients' | 'update' | 'predict' | 'cacheTokens' | 'pool';
