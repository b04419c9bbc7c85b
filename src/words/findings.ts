// Findings as a person reads them.

import type { ClassCount } from '../domain/dataset';
import type { Finding, FindingKind, PersonalDataKind, RowFindingKind } from '../domain/health';
import { languageName } from './languages';
import { shorten } from './shorten';
import { count, counted, wholePercent } from './numbers';
import { distinctNames } from './visibleName';

/** What was found, and why it matters. */
export interface FindingWords {
  title: string;
  why: string;
  /** In a list of findings: `31 near duplicates`. */
  short: string;
}

const quotedLabels = (labels: ClassCount[]): string => {
  const few = distinctNames(labels.slice(0, 5).map(({ label }) => label)).map((name) => `“${name}”`);
  return few.join(', ') + (labels.length > few.length ? ` and ${labels.length - few.length} more` : '');
};

const personalNames: Record<PersonalDataKind, [one: string, many: string]> = {
  email: ['e-mail address', 'e-mail addresses'],
  phone: ['phone number', 'phone numbers'],
  iban: ['IBAN', 'IBANs'],
  card: ['card number', 'card numbers'],
  ip: ['IP address', 'IP addresses'],
  ssn: ['US social security number', 'US social security numbers'],
};

/** Findings told by their rows alone: one, many, and why it matters. */
const rowFindingWords: Record<RowFindingKind, [one: string, many: string, why: string]> = {
  emptyTexts: ['empty text', 'empty texts', 'There is nothing to learn from them.'],
  emptyLabels: ['row without a label', 'rows without a label', 'A model learns from labelled texts.'],
  nearEmptyTexts: [
    'nearly empty text',
    'nearly empty texts',
    'With fewer than three letters or digits, they say hardly anything.',
  ],
  placeholderTexts: ['placeholder text', 'placeholder texts', 'Such as “n/a”: they only say that there is no text.'],
  duplicates: [
    'exact duplicate',
    'exact duplicates',
    'Copies in both training and test would make the result look better than it is.',
  ],
  conflictingLabels: [
    'row whose text also has another label',
    'rows whose text also has another label',
    'The same text has different labels: one of them is wrong, or the labels overlap.',
  ],
  nearDuplicates: [
    'near duplicate',
    'near duplicates',
    'Their text is nearly the same as that of another row. In both training and test they would make the result look better than it is.',
  ],
  mojibake: [
    'text with garbled characters',
    'texts with garbled characters',
    'They were once read in the wrong encoding, such as “fÃ¼r” for “für”, or printed as bytes, such as “caf\\xc3\\xa9” for “café”. They can be repaired.',
  ],
  quotedTexts: [
    'text in quotation marks',
    'texts in quotation marks',
    'A program put the marks around the whole text. They are not part of what it says.',
  ],
  escapedBreaks: [
    'text with backslashes for line breaks',
    'texts with backslashes for line breaks',
    'A program wrote \\n, or a backslash alone, where a line ended. A model reads them as part of the words beside them.',
  ],
  brokenEntities: [
    'text with broken HTML entities',
    'texts with broken HTML entities',
    'Codes that lost their first or last character, such as #39; or &#39 for an apostrophe, are read as words.',
  ],
  unreadableTexts: [
    'text with lost characters',
    'texts with lost characters',
    '� stands where a conversion failed. What was there is gone.',
  ],
  html: ['text with HTML', 'texts with HTML', 'A model reads tags and codes such as &amp; as words.'],
  urls: ['text with a URL', 'texts with URLs', 'A model may learn the address instead of what the text says.'],
  userNames: [
    'text with a user name',
    'texts with user names',
    'A model may learn who was written to instead of what was said.',
  ],
};

export function wordsOf(finding: Finding): FindingWords {
  switch (finding.kind) {
    case 'personalData':
    case 'boilerplate':
    case 'otherLanguages':
      return wordsOfTexts(finding);
    case 'labelSpelling':
      return wordsOfSpelling(finding);
    case 'placeholderLabels':
    case 'loneLabels':
    case 'smallClasses':
    case 'imbalance':
      return wordsOfLabels(finding);
    case 'labelTwins':
      return wordsOfTwins(finding);
    case 'labelInText':
    case 'giveAway':
      return wordsOfShortcut(finding);
    default:
      return counting(finding.rows.length, ...rowFindingWords[finding.kind]);
  }
}

function counting(rows: number, one: string, many: string, why: string): FindingWords {
  const title = counted(rows, one, many);
  return { title, why, short: title };
}

type FindingOf<Kind extends FindingKind> = Extract<Finding, { kind: Kind }>;

function wordsOfTexts(finding: FindingOf<'personalData' | 'boilerplate' | 'otherLanguages'>): FindingWords {
  const rows = finding.rows.length;
  switch (finding.kind) {
    case 'personalData': {
      const found = finding.found.map(({ kind, rows: own }) => counted(own, ...personalNames[kind])).join(', ');
      const why = `${found}. Nothing leaves this computer, but the report that you download holds the test texts.`;
      return counting(rows, 'text with personal data', 'texts with personal data', why);
    }
    case 'boilerplate':
      return {
        title: `${counted(rows, 'text begins or ends', 'texts begin or end')} with the same words: “${shorten(finding.passage, 40)}”`,
        why: `“${finding.passage}” says nothing about the single text, and takes room from what does.`,
        short: counted(rows, 'text with boilerplate', 'texts with boilerplate'),
      };
    case 'otherLanguages': {
      const few = finding.others.slice(0, 4);
      const names = few.map(({ language, rows: own }) => `${languageName(language ?? 'und')} (${count(own)})`);
      const others = `${names.join(', ')}${finding.others.length > few.length ? ' and others' : ''}`;
      const why = `Most are in ${languageName(finding.language)}; these seem to be in ${others}. Short texts are sometimes mistaken for another language.`;
      return counting(rows, 'text in another language', 'texts in other languages', why);
    }
    default:
      return finding satisfies never;
  }
}

function wordsOfSpelling({ groups, isSure, rows }: FindingOf<'labelSpelling'>): FindingWords {
  const [first] = groups;
  const labels = groups.flatMap((group) => group.labels);
  const alone = groups.length === 1 && first ? `: ${quotedLabels(first.labels)}` : '';
  const into = groups.length === 1 ? 'one' : count(groups.length);
  if (isSure) {
    const title = `${count(labels.length)} labels look like ${into} with different spellings`;
    const why = `Each spelling would be a label of its own. Merging them changes ${counted(rows.length, 'row', 'rows')}.`;
    return { title: title + alone, why, short: title };
  }
  const title = `${count(labels.length)} labels may be ${into}`;
  const reason = 'the case, spaces or a letter or two differ, or they are the same number';
  return {
    title: title + alone,
    why: `They are written almost alike: ${reason}. ${counted(rows.length, 'row has', 'rows have')} the rarer form.`,
    short: title,
  };
}

function wordsOfLabels(
  finding: FindingOf<'placeholderLabels' | 'loneLabels' | 'smallClasses' | 'imbalance'>,
): FindingWords {
  const rows = finding.rows.length;
  switch (finding.kind) {
    case 'loneLabels':
      return {
        title: `${counted(finding.labels.length, 'label has', 'labels have')} only one text: ${quotedLabels(finding.labels)}`,
        why: 'Each label needs at least two: one to learn from and one to test on. More is better.',
        short: counted(finding.labels.length, 'label with one text', 'labels with one text'),
      };
    case 'placeholderLabels':
      return {
        title: `${counted(rows, 'row has', 'rows have')} a placeholder as label: ${quotedLabels(finding.labels)}`,
        why: 'It would be learned as a label of its own.',
        short: counted(rows, 'placeholder label', 'placeholder labels'),
      };
    case 'smallClasses':
      return {
        title: `${counted(finding.labels.length, 'label has', 'labels have')} fewer than 10 rows: ${quotedLabels(finding.labels)}`,
        why: 'That is hard to learn, and its score is a guess: one or two rows are left to test on. Add rows, or group or leave out what is rare.',
        short: counted(finding.labels.length, 'label with few rows', 'labels with few rows'),
      };
    case 'imbalance': {
      const { largest, smallest } = finding;
      const times = Math.round(largest.count / smallest.count);
      return {
        title: `“${largest.label}” has ${times} times the rows of “${smallest.label}”`,
        why: `${count(largest.count)} to ${count(smallest.count)}. A model that often says “${largest.label}” is often right, so it may miss the rare labels. Training can make up for that.`,
        short: 'unbalanced labels',
      };
    }
    default:
      return finding satisfies never;
  }
}

function wordsOfTwins({ columns }: FindingOf<'labelTwins'>): FindingWords {
  const quoted = (own: { name: string }[]) => own.map(({ name }) => `“${name}”`).join(', ');
  const same = columns.filter(({ isSame }) => isSame);
  const finer = columns.filter(({ isSame }) => !isSame);
  const why = [
    same.length > 0 ? `${quoted(same)} and the label say the same in every row, like a number and its name.` : '',
    finer.length > 0 ? `The label follows from ${quoted(finer)} in every row.` : '',
    'Hone learns only from the text, so they do no harm as long as none of them is the text.',
  ];
  return {
    title: `${counted(columns.length, 'column tells', 'columns tell')} the label: ${quoted(columns)}`,
    why: why.filter((sentence) => sentence !== '').join(' '),
    short: counted(columns.length, 'column that tells the label', 'columns that tell the label'),
  };
}

/** What lets a model answer without reading the text. */
function wordsOfShortcut(finding: FindingOf<'labelInText' | 'giveAway'>): FindingWords {
  const { kind, label, rows } = finding;
  if (kind === 'labelInText') {
    return {
      title: `${counted(rows.length, 'text', 'texts')} with the label “${label}” ${rows.length === 1 ? 'contains' : 'contain'} the word itself`,
      why: `${wholePercent(finding.ownShare)} of its texts contain its name, and ${wholePercent(finding.otherShare)} of the others. If new texts don’t, the model will do worse on them than the test says.`,
      short: `texts that contain their label “${label}”`,
    };
  }
  return {
    title: `“${finding.word}” almost always means “${label}”`,
    why: `Fine if that is the topic. ${wholePercent(finding.precision)} of the texts with the word have this label, and ${wholePercent(finding.coverage)} of the label’s texts have the word. If it only shows where the rows came from, remove it.`,
    short: `a word that almost always means “${label}”`,
  };
}
