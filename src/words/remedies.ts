// What can be done about a finding, as changes of the preparation.

import type { CleaningStep } from '../domain/cleaning';
import { conflictAction, type Fix } from '../domain/fixes';
import type { Finding, SpellingGroup } from '../domain/health';
import { keepApart, mergeLabels } from '../domain/labelling';
import { withChanges, withFix, withRemoved, withSteps, type Preparation } from '../domain/preparation';
import { doneAbout } from './decisions';
import { languageName } from './languages';

/** One way to deal with a finding. */
export interface Remedy {
  /** What its button says. */
  label: string;
  /** What is said when it was done; absent: as the button. */
  done?: string;
  /** What the preparation becomes. */
  preparation: Preparation;
}

/** The class of what is too rare for one of its own. */
export const otherLabel = 'other';

/** What can be done about a finding that is not done yet. */
export function remediesFor(finding: Finding, preparation: Preparation): Remedy[] {
  const labels = 'labels' in finding ? finding.labels.map(({ label }) => label) : [];
  const merging = (label: string, into: string | null): Remedy[] =>
    doneAbout(finding, preparation) ? [] : [merged(preparation, label, labels, into)];
  switch (finding.kind) {
    case 'emptyTexts':
      return fixing(preparation, 'Keep', { finding: finding.kind, action: 'leave' });
    case 'duplicates':
      return fixing(preparation, 'Keep all', { finding: finding.kind, action: 'leave' });
    case 'conflictingLabels':
      return [
        ...fixing(preparation, 'Keep the most frequent label', { finding: finding.kind, action: 'keepMostFrequent' }),
        ...fixing(preparation, 'Leave all of them out', { finding: finding.kind, action: 'drop' }),
        ...fixing(preparation, 'Keep all', { finding: finding.kind, action: 'leave' }),
      ];
    case 'nearDuplicates':
      return fixing(preparation, 'Keep the first of each', { finding: finding.kind, action: 'drop' });
    case 'nearEmptyTexts':
    case 'placeholderTexts':
    case 'unreadableTexts':
      return fixing(preparation, 'Leave out', { finding: finding.kind, action: 'drop' });
    case 'otherLanguages': {
      const { kind, language } = finding;
      const label = `Keep only ${languageName(language)}`;
      return fixing(preparation, label, { finding: kind, action: 'drop', language });
    }
    case 'mojibake':
      return cleaning(preparation, 'Repair', 'mojibake');
    case 'quotedTexts':
      return cleaning(preparation, 'Remove the marks', 'outerQuotes');
    case 'escapedBreaks':
      return cleaning(preparation, 'Restore line breaks', 'escapedBreaks');
    case 'brokenEntities':
      return cleaning(preparation, 'Repair', 'brokenEntities');
    case 'html':
      return cleaning(preparation, 'Remove tags, decode entities', 'htmlTags', 'htmlEntities');
    case 'urls':
      return cleaning(preparation, 'Replace with [URL]', 'urls');
    case 'userNames':
      return cleaning(preparation, 'Replace with [USER]', 'userNames');
    case 'personalData': {
      const kinds = finding.found.map(({ kind }) => `[${kind.toUpperCase()}]`);
      return cleaning(preparation, `Replace with ${kinds.join(', ')}`, 'personalData');
    }
    case 'labelSpelling':
      if (doneAbout(finding, preparation)) return [];
      return [{ label: 'Merge them', done: 'Merged', preparation: mergedSpellings(preparation, finding.groups) }];
    case 'placeholderLabels':
      return merging('Leave these rows out', null);
    case 'loneLabels':
    case 'smallClasses':
      return [
        ...(labels.length > 1 ? merging(`Group into “${otherLabel}”`, otherLabel) : []),
        ...merging('Leave these rows out', null),
      ];
    case 'labelInText':
      return removing(preparation, 'removeWords', finding.label);
    case 'giveAway':
      return removing(preparation, 'removeWords', finding.word);
    case 'boilerplate':
      return removing(preparation, 'removePassages', finding.passage);
    case 'emptyLabels':
    case 'imbalance':
    case 'labelTwins':
      return [];
    default:
      return finding satisfies never;
  }
}

/**
 * The preparation with labels merged that are one.
 *
 * @param apart labels of the groups that are none, and stay what they are
 */
export function mergedSpellings(
  preparation: Preparation,
  groups: SpellingGroup[],
  apart: ReadonlySet<string> = new Set(),
): Preparation {
  const before = preparation.labelling?.changes ?? [];
  const merged = groups.reduce((changes, { labels, into }) => {
    const names = labels.map(({ label }) => label).filter((label) => !apart.has(label));
    return mergeLabels(changes, names, into);
  }, before);
  return withChanges(preparation, keepApart(merged, [...apart]));
}

function fixing(preparation: Preparation, label: string, fix: Fix): Remedy[] {
  return isFixed(preparation, fix) ? [] : [{ label, preparation: withFix(preparation, fix) }];
}

function isFixed({ fixes = [] }: Preparation, fix: Fix): boolean {
  if (fix.finding === 'conflictingLabels') return conflictAction(fixes) === fix.action;
  return fixes.some(({ finding }) => finding === fix.finding);
}

function cleaning(preparation: Preparation, label: string, ...steps: CleaningStep[]): Remedy[] {
  const isDone = steps.every((step) => preparation.cleaning?.steps.includes(step));
  return isDone ? [] : [{ label, preparation: withSteps(preparation, steps) }];
}

function merged(preparation: Preparation, label: string, names: string[], into: string | null): Remedy {
  const changes = mergeLabels(preparation.labelling?.changes ?? [], names, into);
  return { label, preparation: withChanges(preparation, changes) };
}

function removing(preparation: Preparation, kind: 'removeWords' | 'removePassages', what: string): Remedy[] {
  const isDone = preparation.cleaning?.[kind].includes(what);
  return isDone ? [] : [{ label: 'Remove from the texts', preparation: withRemoved(preparation, kind, what) }];
}
