// A web page of its own: the folder `web/`, which classifies when any static host serves it.

import { pageLimits, pageModelFiles, type PageSettings } from '../domain/ownPage';
import { cleaningOf, type TrainedModel } from '../domain/run';
import type { ArchiveFile } from './archive';
import { count } from '../words/numbers';

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
    { name: 'README.md', content: readMe(model) },
    ...classifier.filter(({ name }) => modelFiles.has(name)).map((file) => ({ ...file, name: `model/${file.name}` })),
  ].map((file) => ({ ...file, name: `${folder}/${file.name}` }));
}

export function pageSettings(model: TrainedModel): PageSettings {
  const { name, recipe } = model;
  return {
    title: name,
    maxTokens: recipe.maxTokens,
    truncation: recipe.truncation,
    cleaning: cleaningOf(model),
    allowedOrigins: ['*'],
  };
}

/** Labels that a page names of many. */
const namedLabels = 12;

/** A page with the model's name and labels in the place of what stands for them. */
function filled(content: string, { name, labels }: TrainedModel): string {
  const named = labels.slice(0, namedLabels).join(', ');
  const about = `It sorts texts into ${labels.length} labels: ${named}${labels.length > namedLabels ? ', …' : ''}.`;
  // Functions: in a string, `$&` and the like would have a meaning.
  return content.replaceAll('%ABOUT%', () => escaped(about)).replaceAll('%TITLE%', () => escaped(name));
}

function escaped(text: string): string {
  const codes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => codes[character] ?? character);
}

/** How to put the page online and how to embed it. The same is in docs/embed.md, at more length. */
function readMe({ name, labels, task }: TrainedModel): string {
  const [label = 'a label'] = labels;
  const several = task === 'multiLabel';
  const probabilities = Object.fromEntries(labels.slice(0, 2).map((own, id) => [own, id ? 0.1 : 0.9]));
  const answer = { label, ...(several && { labels: [label] }), probabilities, confidence: 0.9, cut: false };
  return `# ${name.replaceAll(/\s+/g, ' ')}: a page of its own

The whole folder is a web site: a page (\`index.html\`) on which anybody can try the classifier, and one (\`embed.html\`)
that other pages ask by script. The model runs in the visitor's browser; what is typed is sent nowhere.

## Put it online

Copy the folder, under any name, to any web host: GitHub Pages, Netlify, your own server. It needs no special headers,
no build and no program on the server. To try it on your own computer, open a terminal in the folder and run

    python3 -m http.server

then open http://localhost:8000. Opening \`index.html\` from the disk does not work: browsers let no page read the files
beside it.

The folder is public where you put it: whoever can open the page can download the model.

## Ask it from your own page

\`\`\`html
<iframe id="classifier" src="https://YOUR.SITE/FOLDER/embed.html" hidden></iframe>
<script>
  const frame = document.getElementById('classifier');
  window.addEventListener('message', ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    if (data.type === 'predictions') console.log(data.id, data.predictions);
    if (data.type === 'error') console.error(data.id, data.error);
  });
  frame.addEventListener('load', () => {
    frame.contentWindow.postMessage({ id: 1, texts: ['A text', 'Another'] }, 'https://YOUR.SITE');
  });
</script>
\`\`\`

An answer to each text, in their order:

\`\`\`json
${JSON.stringify({ type: 'predictions', id: 1, predictions: [answer] }, null, 2)}
\`\`\`

| message from the page | when |
| --- | --- |
| \`{ type: 'loading', done, total }\` | while the model comes, in bytes |
| \`{ type: 'ready', name, labels, limits }\` | once; you need not wait for it, since earlier requests are kept |
| \`{ type: 'predictions', id, predictions }\` | for each request, with its own \`id\` |
| \`{ type: 'error', id, error }\` | when something went wrong, in words; without an \`id\`, for all requests |

- \`label\` is the most probable label${several ? ', and null where the text has none; `labels` are all that it has' : ''}; \`probabilities\` has one for each; \`confidence\` is ${several ? 'how sure the least sure of the answers is' : 'the highest'}.
- \`unsure\` is there when a limit for that was chosen in Hone, and true where a person should decide.
- \`cut\` is true where a text is so long that only a part of it was read.
- At most ${count(pageLimits.texts)} texts a request, each of ${count(pageLimits.characters)} characters.
- Any page may ask. To let only some, name their origins in \`page.json\`: \`"allowedOrigins": ["https://example.com"]\`.
  An answer goes only to the page that asked.
- An iframe with a \`sandbox\` needs \`allow-scripts allow-same-origin\`.

## What is what

| file | what |
| --- | --- |
| \`index.html\`, \`embed.html\`, \`page.css\`, \`classifier.js\` | the page, and its API |
| \`engine.js\` | reads the model and computes, in a thread of its own |
| \`page.json\` | title, how texts are cleaned and cut, who may ask |
| \`model/\` | the classifier in Hugging Face's layout, in half precision |
`;
}
