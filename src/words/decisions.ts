// What the user decided about a data set, in words, each with the way back.

import { noCleaning, type CleaningStep } from '../domain/cleaning';
import { columnChoice } from '../domain/columnChoice';
import type { Finding } from '../domain/health';
import { plainLabelling, type LabelChange } from '../domain/labelling';
import { withChanges, withCleaning, type Preparation } from '../domain/preparation';
import { cleaningFields } from './cleaning';
import { describeCorrections, describeFix } from './fixes';
import { separatorNames } from './joinedTexts';
import { counted } from './numbers';
import { shorten } from './shorten';
import { visibleName } from './visibleName';

/** Something that is changed or left out, in words, and the preparation without it. */
export interface Decision {
  words: string;
  without: Preparation;
}

/** What is done about a finding now, by the user's choice or as always; `null` when nothing. */
export function doneAbout(
  finding: Finding,
  preparation: Preparation,
): { words: string; without: Preparation | null } | null {
  if (finding.kind === 'labelSpelling') return mergedSpelling(finding, preparation);
  const own = decisionsOf(preparation).find(({ about }) => about(finding));
  if (own) return { words: `${own.words}.`, without: own.without };
  const byDefault = defaults[finding.kind];
  return byDefault === undefined ? null : { words: byDefault, without: null };
}

/** All spellings of some labels are merged. */
function mergedSpelling({ groups }: Extract<Finding, { kind: 'labelSpelling' }>, preparation: Preparation) {
  const { changes } = preparation.labelling ?? plainLabelling;
  const names = groups.flatMap(({ labels, into }) => labels.map(({ label }) => label).filter((own) => own !== into));
  const done = changes.filter(({ from }) => names.includes(from));
  if (done.length < names.length) return null;
  const without = withChanges(
    preparation,
    changes.filter((change) => !done.includes(change)),
  );
  return { words: `${counted(names.length, 'label is', 'labels are')} merged into another.`, without };
}

/** What happens unless the user decides otherwise. */
const defaults: Partial<Record<Finding['kind'], string>> = {
  emptyTexts: 'These rows are left out.',
  emptyLabels: 'These rows are left out: there is nothing to learn from them.',
  duplicates: 'The first of each is kept, these copies are left out.',
  conflictingLabels: 'The first row of each text is kept, the others are left out.',
};

type DecisionAbout = Decision & { about: (finding: Finding) => boolean };

/** All that the user decided, beside which columns are read. */
export function decisionsOf(preparation: Preparation): DecisionAbout[] {
  const { fixes = [], corrections = [] } = preparation;
  const corrected = {
    words: describeCorrections(corrections),
    without: { ...preparation, corrections: [] },
    about: () => false,
  };
  return [
    ...textDecisions(preparation),
    ...labelDecisions(preparation),
    ...(corrections.length > 0 ? [corrected] : []),
    ...fixes.map((fix) => ({
      words: describeFix(fix),
      without: { ...preparation, fixes: fixes.filter((other) => other !== fix) },
      about: ({ kind }: Finding) => kind === fix.finding,
    })),
    ...cleaningDecisions(preparation),
  ];
}

function textDecisions(preparation: Preparation): DecisionAbout[] {
  const { text, label, joined } = preparation.columns;
  if (!joined) return [];
  const words = `Each text is ${joined.columns.length + 1} columns, joined with ${separatorNames[joined.separator]}`;
  return [{ words, without: { ...preparation, columns: columnChoice([text], label) }, about: () => false }];
}

function labelDecisions(preparation: Preparation): DecisionAbout[] {
  const { labelling = plainLabelling } = preparation;
  return mergedNames(labelling.changes).map(({ words, changes }) => ({
    words,
    without: withChanges(
      preparation,
      labelling.changes.filter((change) => !changes.includes(change)),
    ),
    about: (finding) =>
      'labels' in finding && finding.labels.every(({ label }) => changes.some(({ from }) => from === label)),
  }));
}

function cleaningDecisions(preparation: Preparation): DecisionAbout[] {
  const { cleaning = noCleaning } = preparation;
  const steps = cleaning.steps.map((step) => ({
    words: cleaningFields[step].label,
    without: withCleaning(preparation, { ...cleaning, steps: cleaning.steps.filter((other) => other !== step) }),
    about: ({ kind }: Finding) => stepOf[kind] === step,
  }));
  const removed = (['removeWords', 'removePassages'] as const).flatMap((kind) =>
    cleaning[kind].map((what) => ({
      words: `“${shorten(what, 60)}” is removed from the texts`,
      without: withCleaning(preparation, { ...cleaning, [kind]: cleaning[kind].filter((other) => other !== what) }),
      about: (finding: Finding) => saysThat(finding) === what,
    })),
  );
  // Of a model that came back from a download: nobody can read them, or undo them.
  const hashed = (cleaning.passageHashes ?? []).map(({ length }) => ({
    words: `A passage of ${length} characters is removed from the texts`,
    without: preparation,
    about: () => false,
  }));
  return [...steps, ...removed, ...hashed];
}

/** The cleaning step that deals with a kind of finding. */
const stepOf: Partial<Record<Finding['kind'], CleaningStep>> = {
  mojibake: 'mojibake',
  quotedTexts: 'outerQuotes',
  escapedBreaks: 'escapedBreaks',
  brokenEntities: 'brokenEntities',
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
  const apart = changes.filter(({ from, to }) => from === to);
  const renamed = changes.filter((change) => !apart.includes(change));
  const outcomes = [...new Set(renamed.map(({ to }) => to))];
  const kept = apart.map((change) => ({
    words: `“${visibleName(shorten(change.from, 60))}” stays a label of its own`,
    changes: [change],
  }));
  const told = outcomes.map((to) => {
    const own = renamed.filter((change) => change.to === to);
    const few = own.slice(0, 5).map(({ from }) => `“${visibleName(shorten(from, 60))}”`);
    const more = own.length > few.length ? ` and ${own.length - few.length} more` : '';
    const names = `${few.join(', ')}${more}`;
    const words =
      to === null
        ? `${names} left out`
        : `${names} ${own.length > 1 ? 'are' : 'is'} called “${visibleName(shorten(to, 60))}”`;
    return { words, changes: own };
  });
  return [...told, ...kept];
}
