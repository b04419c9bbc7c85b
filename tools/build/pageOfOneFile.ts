// The page that is one file: index.html with its style and its program inside, and a place for the model's files.

import { createHash } from 'node:crypto';

/** Where an export writes the model's files (src/export/pageFile.ts). */
const filesPlace = '%FILES%';

/** @throws Error when a text does not have what is replaced in it */
export function pageOfOneFile(index: string, style: string, program: string): string {
  const script = withoutMarkup(program);
  // What is allowed is named by its hash: nothing else runs, and the page can reach nothing at all.
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}' 'wasm-unsafe-eval'`,
    `style-src '${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
  let page = index;
  const put = (place: RegExp | string, content: string) => {
    if (!page.match(place)) throw new Error(`src/page/index.html has no ${String(place)}.`);
    page = page.replace(place, () => content);
  };
  put(/content="default-src[^"]*"/, `content="${policy}"`);
  put('<link rel="stylesheet" href="page.css" />', `<style>${style}</style>`);
  put('<script src="classifier.js" defer></script>', `${filesPlace}<script>${script}</script>`);
  return page;
}

const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** In strings a backslash changes nothing; in the page these would end the script, or open a comment. */
function withoutMarkup(program: string): string {
  if (program.includes('\r')) throw new Error('A page reads line ends of Windows as others, and the hash differs.');
  return program.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--').replaceAll('%FILES%', '');
}
