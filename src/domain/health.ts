// What stands out in a data set, found on its rows as they are in the file.

import type { ClassCount } from './dataset';

export const personalDataKinds = ['email', 'phone', 'iban', 'card', 'ip', 'ssn'] as const;
export type PersonalDataKind = (typeof personalDataKinds)[number];

/** Findings that are told by their rows alone. */
export const rowFindingKinds = [
  'emptyTexts',
  'emptyLabels',
  'nearEmptyTexts',
  'placeholderTexts',
  'duplicates',
  'conflictingLabels',
  'nearDuplicates',
  'mojibake',
  'quotedTexts',
  'escapedBreaks',
  'brokenEntities',
  'unreadableTexts',
  'html',
  'urls',
  'userNames',
] as const;
export type RowFindingKind = (typeof rowFindingKinds)[number];

/** One thing that stands out. `rows` are ascending indices from 0 in the file. */
export type Finding = { rows: Uint32Array } & (
  | { kind: RowFindingKind }
  | { kind: 'personalData'; found: { kind: PersonalDataKind; rows: number }[] }
  /** `isSure`: each is one label beyond doubt; else they may be meant as different ones. */
  | { kind: 'labelSpelling'; groups: SpellingGroup[]; isSure: boolean }
  | { kind: 'placeholderLabels'; labels: ClassCount[] }
  /** Labels of a single row: there is nothing to test them on. */
  | { kind: 'loneLabels'; labels: ClassCount[] }
  | { kind: 'smallClasses'; labels: ClassCount[] }
  | { kind: 'imbalance'; largest: ClassCount; smallest: ClassCount }
  /** Texts of a label that name it; the shares of its own texts and of all others that do. */
  | { kind: 'labelInText'; label: string; ownShare: number; otherShare: number }
  /** Columns from which the label follows in every row; `isSame`: and they from it. */
  | { kind: 'labelTwins'; columns: { name: string; isSame: boolean }[] }
  /** A word that alone predicts a label: share of the texts with it that have the label, and the other way round. */
  | { kind: 'giveAway'; word: string; label: string; precision: number; coverage: number }
  | { kind: 'boilerplate'; passage: string }
  | { kind: 'otherLanguages'; language: string; others: LanguageCount[] }
);
export type FindingKind = Finding['kind'];

/** Labels that seem to be one, the most frequent first, and what it should be called. */
export interface SpellingGroup {
  labels: ClassCount[];
  into: string;
}

/** ISO 639-1 code; `null` where a text is too short to tell. */
export interface LanguageCount {
  language: string | null;
  rows: number;
}

/** The findings and pictures of a data set. */
export interface HealthReport {
  rows: number;
  /** Classes as they are after the user's changes, the most frequent first; every row counted. */
  classes: ClassCount[];
  /** Rows per number of tokens, special ones included; the last counts all that are longer. */
  tokenLengths: Uint32Array;
  languages: LanguageCount[];
  /** Rows that were looked at for lengths, languages and words: all, or every n-th of a large set. */
  sampledRows: number;
  findings: Finding[];
}

/** A row as a finding shows it. */
export interface FindingRow {
  /** As a spreadsheet counts, from 1. */
  rowNumber: number;
  text: string;
  label: string;
  /** Starts and ends in the text of what stands out. */
  marks: [start: number, end: number][];
}

/** How a label stands in the file, and how many rows have it. */
export interface FileLabels {
  /** Before any change of the user's, the most frequent first. */
  labels: ClassCount[];
  /** Rows without any label. */
  unlabelled: number;
}
