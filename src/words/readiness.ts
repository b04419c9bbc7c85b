// What is left to do about the rows before a training, in three groups, and what can be done at once without a doubt.

import type { CleaningStep } from '../domain/cleaning';
import type { Finding } from '../domain/health';
import type { Preparation } from '../domain/preparation';
import { doneAbout } from './decisions';
import { wordsOf } from './findings';
import { counted } from './numbers';
import { remediesFor } from './remedies';

/** Findings, the gravest first in each group. */
export interface Readiness {
  mustFix: Finding[];
  look: Finding[];
  /** Something is done about them, as always or by the user's choice. */
  handled: Finding[];
}

/** Findings sorted by what they ask of the user. Labels that were kept apart are no finding any more. */
export function readinessOf(findings: Finding[], preparation: Preparation): Readiness {
  const readiness: Readiness = { mustFix: [], look: [], handled: [] };
  for (const finding of findings.flatMap((own) => withoutKeptApart(own, preparation))) {
    const group = doneAbout(finding, preparation) !== null ? 'handled' : mustBeFixed(finding) ? 'mustFix' : 'look';
    readiness[group].push(finding);
  }
  return readiness;
}

function mustBeFixed(finding: Finding): boolean {
  switch (finding.kind) {
    case 'labelSpelling':
      return finding.isSure;
    case 'placeholderLabels':
      return finding.labels.some(({ count }) => count === 1);
    default:
      return finding.kind === 'loneLabels';
  }
}

function withoutKeptApart(finding: Finding, { labelling }: Preparation): Finding[] {
  if (finding.kind !== 'labelSpelling') return [finding];
  const changes = labelling?.changes ?? [];
  const apart = new Set(changes.filter(({ from, to }) => from === to).map(({ from }) => from));
  const groups = finding.groups
    .map((group) => ({ ...group, labels: group.labels.filter(({ label }) => !apart.has(label)) }))
    .filter(({ labels }) => labels.length > 1);
  return groups.length > 0 ? [{ ...finding, groups }] : [];
}

/** Repairs that change nothing but what was broken. */
const repairs: readonly CleaningStep[] = ['mojibake', 'outerQuotes', 'escapedBreaks', 'brokenEntities'];
const safeKinds: ReadonlySet<Finding['kind']> = new Set([
  'mojibake',
  'quotedTexts',
  'escapedBreaks',
  'brokenEntities',
  'placeholderTexts',
]);

/** One thing that is fixed without a doubt. */
export interface SafeFix {
  finding: Finding;
  /** Its remedy. */
  words: string;
  /** Whether it changes texts, which can be shown before and after. */
  changesTexts: boolean;
}

/** All that can be fixed without a doubt, and the preparation with it. */
export interface SafeFixes {
  fixes: SafeFix[];
  preparation: Preparation;
}

/** What is fixed at once: spellings that are surely one label, broken characters, texts that stand for none. */
export function safeFixesFor({ mustFix, look }: Readiness, preparation: Preparation): SafeFixes {
  const safe: SafeFixes = { fixes: [], preparation };
  for (const finding of [...mustFix, ...look]) {
    if (!safeKinds.has(finding.kind) && !(finding.kind === 'labelSpelling' && finding.isSure)) continue;
    const [remedy] = remediesFor(finding, safe.preparation);
    if (!remedy) continue;
    const steps = (own: Preparation) => repairs.filter((step) => own.cleaning?.steps.includes(step)).length;
    const changesTexts = steps(remedy.preparation) > steps(safe.preparation);
    safe.fixes.push({ finding, words: remedy.label, changesTexts });
    safe.preparation = remedy.preparation;
  }
  return safe;
}

/** Whether training can begin, in a line. */
export function readinessWords({ mustFix, look }: Readiness): string {
  if (mustFix.length > 0) return `Not yet: ${counted(mustFix.length, 'thing', 'things')} to fix first.`;
  if (look.length === 0) return 'Yes. Nothing stands out.';
  const few = look.slice(0, 3).map((finding) => wordsOf(finding).short);
  const more = look.length > few.length ? ', …' : '.';
  return `Yes. ${counted(look.length, 'thing is', 'things are')} worth a look: ${few.join(', ')}${more}`;
}
