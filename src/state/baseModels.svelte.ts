// The base models: which are on this computer, which one is chosen, and how one is added.

import { fromDrop, fromInput, type ChosenFile } from '../bridge/chosenFiles';
import { addingWorker, dataWorker, downloadWorker, tokenizingWorker, trainingWorker } from '../bridge/workers';
import {
  type AddedModel,
  type BaseModelId,
  operationsPerToken,
  type InstalledModel,
  type ModelFit,
  type ModelSizes,
} from '../domain/baseModel';
import { catalogue, defaultModel, fromCatalogue, isEmbedded, type CatalogueModel } from '../domain/catalogue';
import type { ComputeChoice } from '../domain/compute';
import { defaultDepth } from '../domain/defaultDepth';
import { Failure, isAbort } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import { listBaseModels, listDownloads } from '../storage/baseModels';
import type { TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
import { health } from './health.svelte';
import { Job } from './job.svelte';
import { library } from './library.svelte';
import { recipe } from './recipe.svelte';
import { storageUse } from './storageUse.svelte';
import { result } from './result.svelte';

const defaultSource = 'https://huggingface.co';
const sourceKey = 'hone-model-source';

class BaseModelsState {
  installed = $state.raw<InstalledModel[]>([]);
  /** Downloads that were begun and not finished. */
  begun = $state.raw<ReadonlySet<BaseModelId>>(new Set());
  /** Where models are downloaded from. */
  source = $state(localStorage.getItem(sourceKey) ?? defaultSource);
  /** The classifier that was added last, to be opened. */
  addedClassifier = $state.raw<TrainedModel | null>(null);
  readonly adding = new Job('adding a model');

  /** The record of the chosen model, where it was added. */
  chosen: InstalledModel | undefined = $derived(this.installed.find(({ id }) => id === recipe.values.baseModel));
  /** What the catalogue says of the chosen model. */
  entry: CatalogueModel | undefined = $derived(fromCatalogue(recipe.values.baseModel));
  /** Whether the chosen model can be used at once. */
  ready = $derived(recipe.modelHere);
  /** Models of the catalogue that are not on this computer. */
  toDownload = $derived(catalogue.filter(({ id }) => !this.isHere(id)));

  /** Models of the catalogue that came from a hub, and can come once more. */
  downloaded = $derived(
    this.installed.filter(({ id, source }) => source === 'hub' && fromCatalogue(id)).map(({ id }) => id),
  );

  isHere(id: BaseModelId): boolean {
    return isEmbedded(id) || this.installed.some((own) => own.id === id);
  }

  async refresh(): Promise<void> {
    try {
      const [installed, downloads] = await Promise.all([listBaseModels(), listDownloads()]);
      this.installed = installed;
      const { baseModel } = recipe.values;
      // Another tab removed it.
      if (recipe.modelHere && !this.isHere(baseModel)) this.take(defaultModel);
      this.begun = new Set(downloads.map(({ id }) => id));
    } catch (error) {
      alert.show(error);
    }
  }

  /** What each model of the catalogue would take on the device; empty until it is known. */
  private readonly fitting = new Job<ReadonlyMap<BaseModelId, ModelFit>>();
  private fittedTo: ComputeChoice | null = null;
  /** What the chosen model would take on the device; `null` until it is known. */
  fit: ModelFit | null = $derived(this.fitOf(recipe.values.baseModel));

  fitOf(id: BaseModelId): ModelFit | null {
    return this.fitting.result?.get(id) ?? null;
  }

  /** About how long the chosen depth takes with a model, guessed from the one that was measured; `null` without one. */
  guessedSecondsOf({ id, sizes }: CatalogueModel): number | null {
    const measured = estimates.lastMeasured;
    const seconds = measured?.byDepth.get(recipe.values.depth);
    const known = measured && this.sizesOf(measured.baseModel);
    if (!known || seconds === undefined) return null;
    if (measured.baseModel === id) return seconds;
    return (seconds * operationsPerToken(sizes)) / operationsPerToken(known);
  }

  /** Takes a model as the user's own choice, which no measurement changes. */
  choose(id: BaseModelId): void {
    recipe.modelChosen = true;
    this.take(id);
  }

  /** Takes a model, and measures it where it is here. */
  take(id: BaseModelId, forItsHead = false): void {
    recipe.takenForItsHead = forItsHead;
    const installed = this.installed.find((own) => own.id === id);
    recipe.chooseModel(id, isEmbedded(id) || !!installed, installed?.maxTokens);
    const depth = defaultDepth(id, forItsHead, []);
    if (depth) recipe.followMeasurement(depth, dataSet.prepared?.splitCounts.train.rows ?? 0);
    void health.rowsChanged();
    if (this.ready) estimates.refresh();
    else {
      estimates.clear();
      void this.lookWhetherTheyFit();
    }
  }

  private sizesOf(id: BaseModelId): ModelSizes | undefined {
    return this.installed.find((own) => own.id === id)?.sizes ?? fromCatalogue(id)?.sizes;
  }

  /** Asks the device what each model of the catalogue would take on it, unless that is known. */
  async lookWhetherTheyFit(): Promise<void> {
    const { compute } = recipe;
    if (this.fittedTo === compute) return;
    this.fittedTo = compute;
    this.fitting.clear();
    try {
      await this.fitting.run(async () => {
        const fits = catalogue.map(async (model) => [model.id, await trainingWorker.fit(compute, model)] as const);
        return new Map(await Promise.all(fits));
      });
    } catch (error) {
      // Without a device the page says so already; with another one it is asked again.
      if (!isAbort(error)) this.fittedTo = null;
    }
  }

  /** Adds the model in a file input's files or folder. */
  addChosen(files: FileList | null): Promise<void> {
    return this.add(fromInput(files));
  }

  /** Adds the model in a dropped folder, zip or files. */
  async addDropped(transfer: DataTransfer): Promise<void> {
    await this.add(await fromDrop(transfer));
  }

  /** Adds a model from files, and chooses it. */
  private async add(files: ChosenFile[]): Promise<void> {
    if (files.length === 0 || this.adding.running) return;
    await this.whileAdding(async (signal, report) => {
      report({ job: 'Adding model', done: 0, total: 4 });
      return addingWorker.endedBy(signal).addModel(files, report);
    });
  }

  /** Downloads the chosen model of the catalogue, or goes on with it. */
  async download(id: BaseModelId): Promise<void> {
    if (this.adding.running) return;
    await this.whileAdding(async (signal, report) => {
      const source = checkedSource(this.source);
      report({ job: 'Downloading model', done: 0, total: 1 });
      return downloadWorker.endedBy(signal).download(id, source, report);
    });
  }

  /** Takes another place to download from; an empty one is the hub. */
  setSource(address: string): void {
    this.source = address.trim() || defaultSource;
    localStorage.setItem(sourceKey, this.source);
  }

  /** Cancels what is being added. What was downloaded stays, to go on with. */
  cancelAdding(): void {
    this.adding.stop();
  }

  async remove(id: BaseModelId): Promise<void> {
    try {
      await dataWorker.deleteBaseModel(id);
      // It knows the tokenizer of that name.
      tokenizingWorker.terminate();
    } catch (error) {
      alert.show(error);
    }
    await this.refresh();
  }

  /** A classifier that was added is in My models; where no rows wait to be trained on, it is opened. */
  private async showClassifier(id: string): Promise<void> {
    await library.refresh();
    const model = library.models.find((own) => own.id === id);
    if (!model) return;
    this.addedClassifier = model;
    if (!dataSet.opened) await result.open(model);
  }

  /** Runs what adds a model, says what went wrong, and chooses the model. */
  private async whileAdding(work: (signal: AbortSignal, report: ReportProgress) => Promise<AddedModel>): Promise<void> {
    alert.dismiss();
    this.addedClassifier = null;
    try {
      await this.adding.run(async (signal, report) => {
        const { model, classifierId } = await work(signal, report);
        void storageUse.askToPersist();
        await this.refresh();
        this.choose(model.id);
        if (classifierId !== null) await this.showClassifier(classifierId);
      });
    } catch (error) {
      alert.show(error);
      await this.refresh();
    }
  }
}

/** The source as an address. @throws Failure when it is none, or one that may not be reached */
function checkedSource(source: string): string {
  const url = URL.parse(source, document.baseURI);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Failure('DownloadFailed', `“${source}” under Download from is no web address.`);
  }
  if (url.origin !== location.origin && url.origin !== defaultSource) {
    throw new Failure(
      'DownloadFailed',
      `Hone may reach ${new URL(defaultSource).host} and its own host only, so that no text can leave. ` +
        'Put the model’s files on this page’s own host and give that address, or add them from disk.',
    );
  }
  return url.href;
}

export const baseModels = new BaseModelsState();
