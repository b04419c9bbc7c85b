// Text cleaning in words.

import { cleaningSteps, type CleaningStep, type TextCleaning } from '../domain/cleaning';

/** Each switch: its name, what it does, and a text that shows it. */
export const cleaningFields: Readonly<Record<CleaningStep, { label: string; help: string; example: string }>> = {
  mojibake: {
    label: 'Repair garbled characters',
    help: 'UTF-8 that was read as Windows-1252 or Latin-1, and bytes as Python prints them, become what they were.',
    example: 'FÃ¼r CafÃ© â‚¬5',
  },
  outerQuotes: {
    label: 'Remove quotation marks around texts',
    help: 'Marks around a whole text go; those inside it stay.',
    example: '"so "" good"',
  },
  escapedBreaks: {
    label: 'Restore line breaks',
    help: 'Backslashes where a line ended, such as \\n, become line breaks.',
    example: 'First line.\\nSecond line.',
  },
  htmlTags: {
    label: 'Remove HTML tags',
    help: 'The text between the tags stays.',
    example: '<p>Very <b>good</b></p>',
  },
  brokenEntities: {
    label: 'Repair broken HTML entities',
    help: 'Codes that lost their first or last character, such as #39; or &#39, become the characters they stand for.',
    example: 'It #39;s 5 &gt 3',
  },
  htmlEntities: {
    label: 'Decode HTML entities',
    help: 'Codes such as &amp; become the characters they stand for.',
    example: 'Fish &amp; chips &lt;3',
  },
  unicode: {
    label: 'Unify accented characters (Unicode NFC)',
    help: 'A letter and its accent become one character.',
    example: 'Cafe\u0301',
  },
  urls: {
    label: 'Replace URLs',
    help: 'Web addresses become [URL].',
    example: 'see https://example.com/a?b=1',
  },
  personalData: {
    label: 'Replace personal data',
    help: 'E-mail addresses become [EMAIL]; likewise phone numbers, IBANs, card numbers, IP addresses and US social security numbers.',
    example: 'ann@example.com, +49 30 1234567',
  },
  userNames: {
    label: 'Replace user names',
    help: 'Names that start with @ become [USER].',
    example: 'thanks @ann_b!',
  },
  numbers: {
    label: 'Replace numbers',
    help: 'Every number becomes [NUMBER].',
    example: 'order 4711 for 19.99',
  },
  spaces: {
    label: 'Collapse spaces',
    help: 'Line breaks, tabs and repeated spaces become one space.',
    example: 'too   many\n\nspaces',
  },
  trim: {
    label: 'Trim spaces',
    help: 'Spaces before and after the text go.',
    example: '  a text ',
  },
};

/** What a cleaning does, in words, one line each. */
export function describeCleaning({ steps, removeWords, removePassages, passageHashes = [] }: TextCleaning): string[] {
  const passages = removePassages.length + passageHashes.length;
  return [
    ...cleaningSteps
      .filter((step) => steps.includes(step))
      .map((step) => `${cleaningFields[step].label}: ${cleaningFields[step].help}`),
    ...(removeWords.length > 0 ? [`Words left out: ${removeWords.join(', ')}`] : []),
    ...(passages > 0
      ? [
          `${passages === 1 ? 'One passage' : `${passages} passages`} that many texts share left out at beginning and end`,
        ]
      : []),
  ];
}
