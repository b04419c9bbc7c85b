// How well base models on this computer do on a sample of the rows, and which of them that recommends.

import type { BaseModelId, InstalledModel } from './baseModel';
import { catalogue, embeddedModels } from './catalogue';

/** Larger ones would take minutes on a processor. */
const mostParameters = 50_000_000;

/** A base model that is small enough to be measured unasked. */
export interface MeasurableModel {
  id: BaseModelId;
  name: string;
  /** In words; those of one language have its name, and nothing is known of those with none. */
  languages: string;
}

/** What a frozen base model came to with a head of its own. */
export interface MeasuredModel {
  id: BaseModelId;
  name: string;
  /** Share of the sample that was right, each row answered by the fold that had not seen it. */
  accuracy: number;
  standardError: number;
  /** About, to encode all rows on this device. */
  seconds: number;
  /** Of the device's memory, for the weights and a batch. */
  bytes: number;
}

/** What was measured of some rows. */
export interface ModelMeasurement {
  sampleRows: number;
  /** All rows, of which the sample is. */
  rows: number;
  /** ISO 639-1 code of most of the sample's texts; `null` where none is that of most. */
  language: string | null;
  measured: MeasuredModel[];
  /** Names of those that can't read the language. */
  unread: string[];
  /** Names of those that the device has no memory for. */
  tooLarge: string[];
  /** Names of those whose files can't be had or read. */
  missing: string[];
}

/** The small base models among those that come with Hone and those that were added. */
export function measurableModels(installed: readonly InstalledModel[]): MeasurableModel[] {
  const embedded = embeddedModels.flatMap((id) => catalogue.filter((model) => model.id === id));
  return [
    ...embedded.map(({ id, languages }) => ({ id, name: id, languages })),
    ...installed
      .filter(({ parameters }) => parameters <= mostParameters)
      .map(({ id, name, languages }) => ({ id, name, languages })),
  ];
}

/** Whether a model can read a language, as far as that is known. */
export function canRead({ languages }: Pick<MeasurableModel, 'languages'>, language: string | null): boolean {
  return language === null || language === 'en' || languages !== 'English';
}

/** The language of more than half of the texts whose language is known; `null` where none is. */
export function mainLanguage(languages: readonly (string | null)[]): string | null {
  const known = languages.filter((language) => language !== null);
  return known.find((own) => known.filter((other) => other === own).length > known.length / 2) ?? null;
}

/** The models that are as good as the best one, as far as the sample can tell: within its standard error. */
export function asGoodAsBest(measured: readonly MeasuredModel[]): MeasuredModel[] {
  const best = bestOf(measured);
  return best ? measured.filter(({ accuracy }) => accuracy >= best.accuracy - best.standardError) : [];
}

/** The most accurate model; of equal ones the fastest. */
export function bestOf(measured: readonly MeasuredModel[]): MeasuredModel | undefined {
  return measured.toSorted((a, b) => b.accuracy - a.accuracy || a.seconds - b.seconds)[0];
}

/** The fastest of those that are as good as the best one: the one-standard-error rule (Breiman et al. 1984, chapter 3). */
export function recommendedOf(measured: readonly MeasuredModel[]): MeasuredModel | undefined {
  return asGoodAsBest(measured).toSorted((a, b) => a.seconds - b.seconds)[0];
}
