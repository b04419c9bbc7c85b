// Findings as a person reads them.

import type { Finding, PersonalDataKind } from '../domain/health';
import { languageName } from './languages';
import { count, counted, wholePercent } from './numbers';

/** What was found, and why it matters. */
export interface FindingWords {
  title: string;
  why: string;
  /** In a list of findings: `31 near duplicates`. */
  short: string;
}

const quoted = (names: string[]): string => {
  const few = names.slice(0, 5).map((name) => `“${name}”`);
  return few.join(', ') + (names.length > few.length ? ` and ${names.length - few.length} more` : '');
};

const personalNames: Record<PersonalDataKind, [one: string, many: string]> = {
  email: ['e-mail address', 'e-mail addresses'],
  phone: ['phone number', 'phone numbers'],
  iban: ['IBAN', 'IBANs'],
  card: ['card number', 'card numbers'],
  ip: ['IP address', 'IP addresses'],
  ssn: ['US social security number', 'US social security numbers'],
};

export function wordsOf(finding: Finding): FindingWords {
  const rows = finding.rows.length;
  const says = (one: string, many: string, why: string): FindingWords => {
    const title = counted(rows, one, many);
    return { title, why, short: title };
  };
  switch (finding.kind) {
    case 'emptyTexts':
      return says('empty text', 'empty texts', 'There is nothing to learn from them.');
    case 'emptyLabels':
      return says('row without a label', 'rows without a label', 'A model learns from labelled texts.');
    case 'nearEmptyTexts':
      return says(
        'nearly empty text',
        'nearly empty texts',
        'They have fewer than three letters or digits, so they hardly say anything.',
      );
    case 'placeholderTexts':
      return says('placeholder text', 'placeholder texts', 'They stand for a text that is missing, such as “n/a”.');
    case 'duplicates':
      return says(
        'exact duplicate',
        'exact duplicates',
        'Copies in both training and test would make the result look better than it is.',
      );
    case 'conflictingLabels':
      return says(
        'row whose text also has another label',
        'rows whose text also has another label',
        'The same text with different labels: at least one of them is wrong, or the labels overlap.',
      );
    case 'nearDuplicates':
      return says(
        'near duplicate',
        'near duplicates',
        'Texts that are nearly the same as another. In both training and test they would make the result look better than it is.',
      );
    case 'mojibake':
      return says(
        'text with garbled characters',
        'texts with garbled characters',
        'They were read in the wrong encoding at some time, such as “fÃ¼r” for “für”. They can be repaired.',
      );
    case 'unreadableTexts':
      return says(
        'text with lost characters',
        'texts with lost characters',
        'The sign � stands where a conversion failed. What was there is gone.',
      );
    case 'html':
      return says('text with HTML', 'texts with HTML', 'Tags and codes such as &amp; are read as words.');
    case 'urls':
      return says('text with a URL', 'texts with URLs', 'A model may learn an address instead of what the text says.');
    case 'userNames':
      return says(
        'text with a user name',
        'texts with user names',
        'A model may learn who was written to instead of what was said.',
      );
    case 'personalData':
      return {
        ...says(
          'text with personal data',
          'texts with personal data',
          `${finding.found.map(({ kind, rows: own }) => counted(own, ...personalNames[kind])).join(', ')}. Nothing leaves this machine, but whoever gets your model’s report gets the test texts too.`,
        ),
      };
    case 'labelSpelling': {
      const names = quoted(finding.labels.map(({ label }) => label));
      return {
        title: `Labels that may be one: ${names}`,
        why: `They differ in case, spaces or spelling only. ${counted(rows, 'row has', 'rows have')} the rarer form.`,
        short: `${count(finding.labels.length)} labels that may be one`,
      };
    }
    case 'placeholderLabels':
      return {
        ...says('row with a placeholder', 'rows with a placeholder', ''),
        title: `${counted(rows, 'row has', 'rows have')} a placeholder as label: ${quoted(finding.labels.map(({ label }) => label))}`,
        why: 'It would become a class of its own.',
        short: counted(rows, 'placeholder label', 'placeholder labels'),
      };
    case 'smallClasses':
      return {
        title: `${counted(finding.labels.length, 'class is', 'classes are')} too small to learn: ${quoted(finding.labels.map(({ label }) => label))}`,
        why: 'With fewer than 10 rows, one or two are left to test on, and the score of the class is a guess. Add rows, or group or leave out what is rare.',
        short: counted(finding.labels.length, 'small class', 'small classes'),
      };
    case 'imbalance': {
      const { largest, smallest } = finding;
      const times = Math.round(largest.count / smallest.count);
      return {
        title: `“${largest.label}” has ${times} times the rows of “${smallest.label}”`,
        why: `${count(largest.count)} against ${count(smallest.count)}. A model that always says “${largest.label}” is right often, so rare classes may be missed. Training can make up for it.`,
        short: 'unequal classes',
      };
    }
    case 'labelInText':
      return {
        title: `${counted(rows, 'text', 'texts')} with the label “${finding.label}” ${rows === 1 ? 'names' : 'name'} it`,
        why: `${wholePercent(finding.ownShare)} of its texts have its name in them, ${wholePercent(finding.otherShare)} of the others. If new texts don’t, the model will do worse on them than the test says.`,
        short: `texts that name “${finding.label}”`,
      };
    case 'giveAway':
      return {
        title: `The word “${finding.word}” gives “${finding.label}” away`,
        why: `${wholePercent(finding.coverage)} of its texts have the word, and ${wholePercent(finding.precision)} of the texts with the word have the label. That may be what the label means, or a trace of how the rows were collected.`,
        short: `a word that gives “${finding.label}” away`,
      };
    case 'boilerplate':
      return {
        title: `${counted(rows, 'text begins or ends', 'texts begin or end')} with the same words`,
        why: `“${finding.passage}” says nothing of a single text, and takes room from what does.`,
        short: counted(rows, 'text with boilerplate', 'texts with boilerplate'),
      };
    case 'otherLanguages':
      return says(
        'text in another language',
        'texts in other languages',
        `Most are in ${languageName(finding.language)}; these seem to be in ${finding.others
          .slice(0, 4)
          .map(({ language, rows: own }) => `${languageName(language ?? 'und')} (${count(own)})`)
          .join(
            ', ',
          )}${finding.others.length > 4 ? ' and others' : ''}. Short texts are sometimes taken for another language.`,
      );
    default:
      return finding satisfies never;
  }
}

/** `12 findings worth a look: 31 near duplicates, 2 small classes, …`. */
export function summaryOf(findings: Finding[]): string {
  if (findings.length === 0) return 'Nothing stands out.';
  const few = findings.slice(0, 3).map((finding) => wordsOf(finding).short);
  const more = findings.length > few.length ? ', …' : '';
  return `${counted(findings.length, 'finding', 'findings')} worth a look: ${few.join(', ')}${more}`;
}
