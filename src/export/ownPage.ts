// A web page of its own: the folder `web/`, which classifies when any static host serves it.

import { pageModelFiles, type PageSettings } from '../domain/ownPage';
import { cleaningOf, joinedTextsOf, type TrainedModel } from '../domain/run';
import type { ArchiveFile } from './archive';
import { joinedInWords } from '../words/joinedTexts';
import { ownPageReadMe } from './ownPageReadMe';

/** Where the page lies in the zip. */
const folder = 'web';
const modelFiles: ReadonlySet<string> = new Set(Object.values(pageModelFiles));

/** The page's own files, as they lie beside the built app in `page/`. */
export const pageFiles = ['index.html', 'embed.html', 'page.css', 'classifier.js', 'engine.js'] as const;

/**
 * The files of a page for a model.
 *
 * @param files the page's own, `pageFiles`
 * @param classifier the files of the model in Hugging Face layout; the page takes those that it reads
 */
export function ownPage(
  model: TrainedModel,
  files: readonly { name: string; content: string }[],
  classifier: readonly ArchiveFile[],
): ArchiveFile[] {
  const settings = pageSettings(model);
  return [
    ...files.map(({ name, content }) => ({
      name,
      content: name.endsWith('.html') ? filled(content, model) : content,
    })),
    { name: 'page.json', content: `${JSON.stringify(settings, null, 2)}\n` },
    { name: 'README.md', content: ownPageReadMe(model) },
    ...classifier.filter(({ name }) => modelFiles.has(name)).map((file) => ({ ...file, name: `model/${file.name}` })),
  ].map((file) => ({ ...file, name: `${folder}/${file.name}` }));
}

export function pageSettings(model: TrainedModel): PageSettings {
  const { name, recipe } = model;
  const texts = joinedTextsOf(model);
  return {
    title: name,
    maxTokens: recipe.maxTokens,
    truncation: recipe.truncation,
    cleaning: cleaningOf(model),
    ...(texts && { texts }),
    allowedOrigins: ['*'],
  };
}

/** Labels that a page names of many. */
const namedLabels = 12;

/** A page with the model's name and labels, and a note on its answers, in the place of what stands for them. */
export function filled(content: string, model: TrainedModel, note = ''): string {
  const { name, labels } = model;
  const joined = joinedTextsOf(model);
  const named = labels.slice(0, namedLabels).join(', ');
  const sorts = `It sorts texts into ${labels.length} labels: ${named}${labels.length > namedLabels ? ', …' : ''}.`;
  const about = joined ? `${sorts} A text is ${joinedInWords(joined)}.` : sorts;
  // Functions: in a string, `$&` and the like would have a meaning.
  const values = new Map([
    ['%ABOUT%', about],
    ['%NOTE%', note],
    ['%TITLE%', name],
  ]);
  return content.replaceAll(/%[A-Z]+%/g, (place) => escaped(values.get(place) ?? place));
}

function escaped(text: string): string {
  const codes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => codes[character] ?? character);
}
