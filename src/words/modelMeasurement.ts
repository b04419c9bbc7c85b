// What measuring the base models on the rows came to, in sentences.

import { bestOf, recommendedOf, type ModelMeasurement } from '../domain/modelMeasurement';
import { languageName } from './languages';
import { counted } from './numbers';

/** Which base model is recommended, and why; empty where none could be compared. */
export function recommendationWords({ measured, sampleRows }: ModelMeasurement): string {
  const [best, recommended] = [bestOf(measured), recommendedOf(measured)];
  if (!best || !recommended || measured.length < 2) return '';
  const rows = counted(sampleRows, 'row', 'rows');
  if (recommended !== best) {
    return `Recommended: ${recommended.name}. It is the fastest of those that are about as accurate as ${best.name} on ${rows} of yours.`;
  }
  return `Recommended: ${best.name}. It is the most accurate on ${rows} of yours.`;
}

/** Which models were not measured, and why, a sentence for each reason. */
export function leftOutWords({ unread, tooLarge, missing, language }: ModelMeasurement): string[] {
  const sentences: string[] = [];
  if (unread.length > 0 && language !== null) {
    const they = unread.length === 1 ? 'it reads' : 'they read';
    sentences.push(
      `Left out: ${unread.join(', ')}. Most of your texts are ${languageName(language)}, and ${they} English only.`,
    );
  }
  if (tooLarge.length > 0) sentences.push(`Left out: ${tooLarge.join(', ')}. This device has too little free memory.`);
  if (missing.length > 0) sentences.push(`Left out: ${missing.join(', ')}. The files could not be read.`);
  return sentences;
}
