// HTML in texts: tags and entities.

import { decodeHTMLStrict } from 'entities/decode';

const tagNames =
  'a|abbr|article|aside|b|big|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|font|footer|form|h[1-6]|head|' +
  'header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|ol|option|p|pre|q|s|script|section|select|small|' +
  'span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|video';

/** A tag or a comment. Other things in angle brackets, such as `<3` and `<name>`, are text. */
const tag = new RegExp(`<(?:/?(?:${tagNames})(?:\\s[^<>]{0,2000})?/?|!--[^<>]{0,2000}--)>`, 'gi');
/** What browsers don't show. */
const hidden = /<(script|style)\b[^<>]{0,2000}>[^<]{0,10000}<\/\1>/gi;
const entity = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi;

/** The text between the tags; a tag parts words, as a browser would part their lines. */
export function removeTags(text: string): string {
  if (!text.includes('<')) return text;
  return text.replace(hidden, ' ').replace(tag, (own) => (inline.test(own) ? '' : ' '));
}

/** Tags that stand within a word. */
const inline = /^<\/?(?:a|abbr|b|big|code|em|font|i|ins|s|small|span|strike|strong|sub|sup|tt|u)\b/i;

/** The text with its entities decoded, named and numeric, also where they were encoded several times: `&amp;amp;`. */
export function decodeEntities(text: string): string {
  let decoded = text;
  for (let times = 0; times < 3 && decoded.includes('&'); times++) {
    const next = decodeHTMLStrict(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  return decoded;
}

/** Signs that are often written as a number; of others, such as `#42;`, a text may speak. */
const signs =
  '34|36|38|39|60|62|14[5-9]|15[01]|160|163|169|174|180|8211|8212|821[6-8]|822[01]|8226|8230|8364|8482|x2[267]|xa0|x201[3489cd]';
const names = 'amp|lt|gt|quot|nbsp|apos';
/** Entities without their `&`, or without their `;`. */
const broken = new RegExp(
  String.raw`(?<![&\w#])(?:#(?:${signs})|${names});|&#(?:\d{2,5}(?![\d;])|x[\da-f]{2,4}(?![\da-f;]))|&(?:${names})(?![\w;=])`,
  'gi',
);
/** News of AG’s set have a space where the `&` was. */
const spacedApostrophe = /(?<=\p{L}) (#(?:39|8217|x27|x2019);)(?=(?:s|t|m|d|ll|re|ve)(?!\p{L}))/giu;

/** The text with entities decoded that lost their first or last sign: `#39;`, `&#39`. */
export function repairEntities(text: string): string {
  return text
    .replaceAll(spacedApostrophe, (_, own: string) => decodeHTMLStrict(`&${own}`))
    .replaceAll(broken, (own) => decodeHTMLStrict(`&${own.replace(/^&/, '').replace(/;$/, '')};`));
}

/** Where a text has such. */
export function brokenEntityMarks(text: string): [number, number][] {
  return [...text.matchAll(broken)].map(({ 0: own, index }) => [index, index + own.length]);
}

/** Where a text has tags and entities. */
export function htmlMarks(text: string): [number, number][] {
  const marks = (pattern: RegExp, begins: string) => (text.includes(begins) ? [...text.matchAll(pattern)] : []);
  return [...marks(tag, '<'), ...marks(entity, '&').filter(([own]) => decodeHTMLStrict(own) !== own)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
}
