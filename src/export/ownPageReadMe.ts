// The README.md of a page of its own: how to put it online and how to embed it. docs/embed.md says it at more length.

import { pageLimits } from '../domain/ownPage';
import { isBeyondLayers } from '../domain/pooling';
import { joinedTextsOf, type TrainedModel } from '../domain/run';
import { pooledStates } from './modelCardFormats';
import { code } from './modelCardTables';
import { joinedInWords } from '../words/joinedTexts';
import { count } from '../words/numbers';

export function ownPageReadMe(model: TrainedModel): string {
  return [
    `# ${model.name.replaceAll(/\s+/g, ' ')}: a page of its own`,
    putOnline,
    howToAsk(model),
    ...textNote(model),
    messages(model),
    whatIsWhat(model),
  ].join('\n\n');
}

const putOnline = `The whole folder is a web site: a page (\`index.html\`) on which anybody can try the classifier, and one (\`embed.html\`)
that other pages ask by script. The model runs in the visitor's browser; what is typed is sent nowhere.

## Put it online

Copy the folder, under any name, to any web host: GitHub Pages, Netlify, your own server. It needs no special headers,
no build and no program on the server. To try it on your own computer, open a terminal in the folder and run

    python3 -m http.server

then open http://localhost:8000. Opening \`index.html\` from the disk does not work: browsers let no page read the files
beside it.

The folder is public where you put it: whoever can open the page can download the model.`;

function howToAsk({ labels, task }: TrainedModel): string {
  const [label = 'a label'] = labels;
  const several = task === 'multiLabel';
  const probabilities = Object.fromEntries(labels.slice(0, 2).map((own, id) => [own, id ? 0.1 : 0.9]));
  const answer = { label, ...(several && { labels: [label] }), probabilities, confidence: 0.9, cut: false };
  return `## Ask it from your own page

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
\`\`\``;
}

function textNote(model: TrainedModel): string[] {
  const joined = joinedTextsOf(model);
  if (!joined) return [];
  const example = `[${joined.columns.map((name) => JSON.stringify(`the ${name}`)).join(', ')}]`;
  return [
    `A text is ${joinedInWords(joined, code)}, as it was for training; an empty one is passed over:
\`${example}.filter((own) => own !== '').join(${JSON.stringify(joined.separator)})\`.`,
  ];
}

function messages({ task }: TrainedModel): string {
  const several = task === 'multiLabel';
  return `| message from the page | when |
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
- An iframe with a \`sandbox\` needs \`allow-scripts allow-same-origin\`.`;
}

function whatIsWhat({ pooling }: TrainedModel): string {
  const note = isBeyondLayers(pooling)
    ? `; its head ${pooledStates[pooling]}, which Hugging Face's plain class does not`
    : '';
  return `## What is what

| file | what |
| --- | --- |
| \`index.html\`, \`embed.html\`, \`page.css\`, \`classifier.js\` | the page, and its API |
| \`engine.js\` | reads the model and computes, in a thread of its own |
| \`page.json\` | title, how texts are cleaned and cut, who may ask |
| \`model/\` | the classifier in Hugging Face's layout, in half precision${note} |
`;
}
