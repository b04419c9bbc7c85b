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

/** The text with its entities decoded, named and numeric. */
export function decodeEntities(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text) : text;
}

/** Where a text has tags and entities. */
export function htmlMarks(text: string): [number, number][] {
  const marks = (pattern: RegExp, begins: string) => (text.includes(begins) ? [...text.matchAll(pattern)] : []);
  return [...marks(tag, '<'), ...marks(entity, '&').filter(([own]) => decodeHTMLStrict(own) !== own)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
}
