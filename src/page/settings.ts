// page.json at the boundary: a person may have edited it.

import { cleaningSteps, type CleaningStep, type TextCleaning } from '../domain/cleaning';
import { Failure } from '../domain/failures';
import type { PageSettings } from '../domain/ownPage';
import { truncations } from '../domain/recipe';

type Json = Record<string, unknown>;

/** Checks a parsed page.json. @throws Failure `ModelBroken` naming what is wrong */
export function readPageSettings(json: unknown): PageSettings {
  const settings = record(json, 'it');
  const { title, maxTokens, truncation: long } = settings;
  if (typeof title !== 'string') throw wrong('title');
  if (!Number.isInteger(maxTokens) || Number(maxTokens) < 3) throw wrong('maxTokens');
  const truncation = truncations.find((choice) => choice === long);
  if (!truncation) throw wrong('truncation');
  return {
    ...{ title, truncation, maxTokens: Number(maxTokens) },
    cleaning: readCleaning(record(settings['cleaning'], 'cleaning')),
    allowedOrigins: words(settings['allowedOrigins'], 'allowedOrigins'),
  };
}

function readCleaning(cleaning: Json): TextCleaning {
  const isStep = (name: string): name is CleaningStep =>
    cleaningSteps.some((step) => step === name);
  const steps = words(cleaning['steps'], 'cleaning.steps');
  // An unknown step left out would clean texts otherwise than training did.
  if (!steps.every(isStep)) throw wrong('cleaning.steps');
  return {
    steps: steps.filter(isStep),
    removeWords: words(cleaning['removeWords'], 'cleaning.removeWords'),
    removePassages: words(cleaning['removePassages'], 'cleaning.removePassages'),
  };
}

function record(value: unknown, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name);
  return { ...value };
}

function words(value: unknown, name: string): string[] {
  if (!Array.isArray(value)) throw wrong(name);
  return value.map((word: unknown) => {
    if (typeof word === 'string') return word;
    throw wrong(name);
  });
}

function wrong(what: string): Failure {
  return new Failure(
    'ModelBroken',
    `page.json can’t be used: ${what} is not as Hone wrote it. Put the file of the download back.`,
  );
}
