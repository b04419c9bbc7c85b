// page.json at the boundary: a person may have edited it.

import * as v from 'valibot';
import { cleaningSteps } from '../domain/cleaning';
import { Failure } from '../domain/failures';
import type { PageSettings } from '../domain/ownPage';
import { truncations } from '../domain/recipe';

const pageSettings = v.object({
  title: v.string(),
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(3)),
  truncation: v.picklist(truncations),
  cleaning: v.object({
    // An unknown step left out would clean texts otherwise than training did.
    steps: v.array(v.picklist(cleaningSteps)),
    removeWords: v.array(v.string()),
    removePassages: v.array(v.string()),
    passageHashes: v.exactOptional(v.array(v.object({ length: v.number(), sha256: v.string() }))),
  }),
  texts: v.exactOptional(v.object({ columns: v.array(v.string()), separator: v.string() })),
  allowedOrigins: v.array(v.string()),
});

/** Checks a parsed page.json. @throws Failure `ModelBroken` naming what is wrong */
export function readPageSettings(json: unknown): PageSettings {
  const read = v.safeParse(pageSettings, json);
  if (read.success) return read.output;
  // Of an array's elements the array is named.
  const keys = (read.issues[0].path ?? []).map(({ key }) => key);
  const name = keys.filter((key) => typeof key === 'string').join('.');
  throw new Failure(
    'ModelBroken',
    `page.json can’t be used: ${name || 'it'} is not as Hone wrote it. Put the file of the download back.`,
  );
}
