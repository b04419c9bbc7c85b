// What can be done about a finding, as changes of the preparation; and what was done, with the way back.

import { cleaningSteps, noCleaning, type CleaningStep, type TextCleaning } from '../domain/cleaning';
import { cleaningFields } from './cleaning';
import type { Preparation } from '../domain/dataset';
import { conflictAction, type Fix } from '../domain/fixes';
import { describeCorrections, describeFix } from './fixes';
import type { Finding } from '../domain/health';

import { mergeLabels, plainLabelling, type LabelChange } from '../domain/labelling';
import { languageName } from './languages';

/** One way to deal with a finding. */
export interface Remedy {
  /** What its button says. */
  label: string;
  /** What the preparation becomes. */
  preparation: Preparation;
}

/** Something that is changed or left out, in words, and the preparation without it. */
export interface Decision {
  words: string;
  without: Preparation;
}

/** The class of what is too rare for one of its own. */
export const otherLabel = 'other';

/** What can be done about a finding that is not done yet. */
export function remediesFor(finding: Finding, preparation: Preparation): Remedy[] {
  const fixing = (label: string, fix: Fix): Remedy[] =>
    isFixed(preparation, fix) ? [] : [{ label, preparation: withFix(preparation, fix) }];
  const cleaning = (label: string, ...steps: CleaningStep[]): Remedy[] =>
    steps.every((step) => preparation.cleaning?.steps.includes(step))
      ? []
      : [{ label, preparation: withSteps(preparation, steps) }];
  const merging = (label: string, names: string[], into: string | null): Remedy[] => {
    if (doneAbout(finding, preparation)) return [];
    const changes = mergeLabels(preparation.labelling?.changes ?? [], names, into);
    return [{ label, preparation: withChanges(preparation, changes) }];
  };
  const removing = (kind: 'removeWords' | 'removePassages', what: string): Remedy[] =>
    preparation.cleaning?.[kind].includes(what)
      ? []
      : [{ label: 'Remove from the texts', preparation: withRemoved(preparation, kind, what) }];
  switch (finding.kind) {
    case 'emptyTexts':
      return fixing('Keep', { finding: finding.kind, action: 'leave' });
    case 'emptyLabels':
      return [];
    case 'duplicates':
      return fixing('Keep all', { finding: finding.kind, action: 'leave' });
    case 'conflictingLabels':
      return [
        ...fixing('Keep the most frequent label', {
          finding: finding.kind,
          action: 'keepMostFrequent',
        }),
        ...fixing('Leave all of them out', { finding: finding.kind, action: 'drop' }),
        ...fixing('Keep all', { finding: finding.kind, action: 'leave' }),
      ];
    case 'nearDuplicates':
      return fixing('Keep the first of each', { finding: finding.kind, action: 'drop' });
    case 'nearEmptyTexts':
    case 'placeholderTexts':
    case 'unreadableTexts':
      return fixing('Leave out', { finding: finding.kind, action: 'drop' });
    case 'otherLanguages':
      return fixing(`Keep only ${languageName(finding.language)}`, {
        finding: finding.kind,
        action: 'drop',
        language: finding.language,
      });
    case 'mojibake':
      return cleaning('Repair', 'mojibake');
    case 'html':
      return cleaning('Remove tags, decode entities', 'htmlTags', 'htmlEntities');
    case 'urls':
      return cleaning('Mask', 'urls');
    case 'userNames':
      return cleaning('Mask', 'userNames');
    case 'personalData':
      return cleaning('Mask', 'personalData');
    case 'labelSpelling':
      return merging(
        `Merge into “${finding.into}”`,
        finding.labels.map(({ label }) => label),
        finding.into,
      );
    case 'placeholderLabels':
      return merging(
        'Leave these rows out',
        finding.labels.map(({ label }) => label),
        null,
      );
    case 'smallClasses': {
      const names = finding.labels.map(({ label }) => label);
      return [
        ...(names.length > 1 ? merging(`Group into “${otherLabel}”`, names, otherLabel) : []),
        ...merging('Leave these rows out', names, null),
      ];
    }
    case 'imbalance':
      return [];
    case 'labelInText':
      return removing('removeWords', finding.label);
    case 'giveAway':
      return removing('removeWords', finding.word);
    case 'boilerplate':
      return removing('removePassages', finding.passage);
    default:
      return finding satisfies never;
  }
}

/** What is done about a finding now, by the user's choice or as always; `null` when nothing. */
export function doneAbout(
  finding: Finding,
  preparation: Preparation,
): { words: string; without: Preparation | null } | null {
  const own = decisionsOf(preparation).find(({ about }) => about(finding));
  if (own) return { words: `${own.words}.`, without: own.without };
  const byDefault = defaults[finding.kind];
  return byDefault === undefined ? null : { words: byDefault, without: null };
}

/** What happens unless the user decides otherwise. */
const defaults: Partial<Record<Finding['kind'], string>> = {
  emptyTexts: 'These rows are left out.',
  emptyLabels: 'These rows are left out: there is nothing to learn from them.',
  duplicates: 'The first of each is kept, these repeats are left out.',
  conflictingLabels: 'Of each text the first row is kept, the others are left out.',
};

/** All that the user decided, beside the columns. */
export function decisionsOf(preparation: Preparation): (Decision & { about: (finding: Finding) => boolean })[] {
  const { fixes = [], corrections = [], cleaning = noCleaning, labelling = plainLabelling } = preparation;
  return [
    ...mergedNames(labelling.changes).map(({ words, changes }) => ({
      words,
      without: withChanges(
        preparation,
        labelling.changes.filter((change) => !changes.includes(change)),
      ),
      about: (finding: Finding) =>
        'labels' in finding &&
        finding.labels.every(
          ({ label }) =>
            (finding.kind === 'labelSpelling' && label === finding.into) || changes.some(({ from }) => from === label),
        ),
    })),
    ...(corrections.length > 0
      ? [
          {
            words: describeCorrections(corrections),
            without: { ...preparation, corrections: [] },
            about: () => false,
          },
        ]
      : []),
    ...fixes.map((fix) => ({
      words: describeFix(fix),
      without: { ...preparation, fixes: fixes.filter((other) => other !== fix) },
      about: ({ kind }: Finding) => kind === fix.finding,
    })),
    ...cleaning.steps.map((step) => ({
      words: cleaningFields[step].label,
      without: withCleaning(preparation, {
        ...cleaning,
        steps: cleaning.steps.filter((other) => other !== step),
      }),
      about: ({ kind }: Finding) => stepOf[kind] === step,
    })),
    ...(['removeWords', 'removePassages'] as const).flatMap((kind) =>
      cleaning[kind].map((what) => ({
        words: `“${shorten(what)}” is removed from the texts`,
        without: withCleaning(preparation, {
          ...cleaning,
          [kind]: cleaning[kind].filter((other) => other !== what),
        }),
        about: (finding: Finding) => saysThat(finding) === what,
      })),
    ),
  ];
}

/** The cleaning step that deals with a kind of finding. */
const stepOf: Partial<Record<Finding['kind'], CleaningStep>> = {
  mojibake: 'mojibake',
  html: 'htmlEntities',
  urls: 'urls',
  userNames: 'userNames',
  personalData: 'personalData',
};

function saysThat(finding: Finding): string | null {
  if (finding.kind === 'giveAway') return finding.word;
  if (finding.kind === 'labelInText') return finding.label;
  return finding.kind === 'boilerplate' ? finding.passage : null;
}

/** Changes with the same outcome, told together. */
function mergedNames(changes: LabelChange[]): { words: string; changes: LabelChange[] }[] {
  const outcomes = [...new Set(changes.map(({ to }) => to))];
  return outcomes.map((to) => {
    const own = changes.filter((change) => change.to === to);
    const few = own.slice(0, 5).map(({ from }) => `“${shorten(from)}”`);
    const more = own.length > few.length ? ` and ${own.length - few.length} more` : '';
    const names = `${few.join(', ')}${more}`;
    const words =
      to === null ? `${names} left out` : `${names} ${own.length > 1 ? 'are' : 'is'} called “${shorten(to)}”`;
    return { words, changes: own };
  });
}

function isFixed({ fixes = [] }: Preparation, fix: Fix): boolean {
  if (fix.finding === 'conflictingLabels') return conflictAction(fixes) === fix.action;
  return fixes.some(({ finding }) => finding === fix.finding);
}

/** A finding has one fix: a new one takes the place of the old. */
function withFix(preparation: Preparation, fix: Fix): Preparation {
  const others = (preparation.fixes ?? []).filter(({ finding }) => finding !== fix.finding);
  return { ...preparation, fixes: [...others, fix] };
}

/** The preparation with cleaning steps switched on. */
export function withSteps(preparation: Preparation, steps: CleaningStep[]): Preparation {
  const cleaning = preparation.cleaning ?? noCleaning;
  const all = cleaningSteps.filter((step) => [...cleaning.steps, ...steps].includes(step));
  return withCleaning(preparation, { ...cleaning, steps: all });
}

function withRemoved(preparation: Preparation, kind: 'removeWords' | 'removePassages', what: string): Preparation {
  const cleaning = preparation.cleaning ?? noCleaning;
  return withCleaning(preparation, { ...cleaning, [kind]: [...cleaning[kind], what] });
}

function withCleaning(preparation: Preparation, cleaning: TextCleaning): Preparation {
  return { ...preparation, cleaning };
}

/** The preparation with other changes of label names. */
export function withChanges(preparation: Preparation, changes: LabelChange[]): Preparation {
  const labelling = preparation.labelling ?? plainLabelling;
  return { ...preparation, labelling: { ...labelling, changes } };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
