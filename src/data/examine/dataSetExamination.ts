// Looks through a data set's rows for what stands out: once for most of it, and once more for the words, names and
// passages that were found to matter. Keeps counts and row numbers, not texts.

import { elementAt } from '../../domain/element';
import type { Finding, HealthReport, LanguageCount } from '../../domain/health';
import { Passages, passageMark } from './boilerplate';
import { LabelFindings } from './labelFindings';
import type { RowLabels } from '../clean/labels';
import type { LanguageDetector } from './language';
import { RepeatedTexts } from './repeatedTexts';
import { RowFindings } from './rowFindings';
import { LabelMentions, WordCounts, wordsOf, type GiveAway } from './wordFindings';

/** Of more rows, every n-th is looked at for lengths, languages and words. */
const largestSample = 50_000;
/** Longer texts count as this long. */
export const longestCounted = 1024;
/** Findings of one kind that are shown: a hundred give-away words are one thing to know. */
const mostOfAKind = 5;
/** Rows in another language that are worth a word; fewer are rather mistakes of the detector. */
const enoughForeign = { rows: 3, share: 0.005 };

export interface ExaminationTools {
  rowCount: number;
  /** Tokens of a text, at most `longestCounted`. */
  countTokens: (text: string) => number;
  detectLanguage: LanguageDetector;
}

export class DataSetExamination {
  private readonly rowFindings = new RowFindings();
  private readonly repeated: RepeatedTexts;
  private readonly labels = new LabelFindings();
  private readonly words = new WordCounts();
  private readonly passages = new Passages();
  private readonly tokenLengths = new Uint32Array(longestCounted + 1);
  private readonly languageRows = new Map<string | null, number[]>();
  private readonly step: number;
  private rows = 0;
  private sampledRows = 0;
  private second: SecondLook | null = null;

  constructor(private readonly tools: ExaminationTools) {
    this.repeated = new RepeatedTexts(tools.rowCount);
    this.step = Math.max(1, Math.ceil(tools.rowCount / largestSample));
  }

  /** Takes the next row. */
  add(text: string, labels: RowLabels): void {
    const row = this.rows++;
    this.rowFindings.add(row, text, labels);
    this.repeated.add(row, text, labels);
    this.labels.add(labels);
    if (row % this.step === 0 && text.trim() !== '') this.sample(row, text, labels);
  }

  /** Takes the next row again, after all were taken once. */
  addAgain(text: string, labels: RowLabels): void {
    this.second ??= new SecondLook(
      this.labels.classes().map(({ label }) => label),
      this.words.giveAways().slice(0, mostOfAKind),
      this.passages
        .shared()
        .slice(0, mostOfAKind)
        .map(({ passage }) => passage),
    );
    this.second.add(text, labels);
  }

  /**
   * What was found, the gravest first.
   *
   * @param others found elsewhere
   */
  finish(others: Finding[] = []): HealthReport {
    const findings = [
      ...this.rowFindings.findings(),
      ...this.repeated.findings(),
      ...this.labels.findings(),
      ...(this.second?.findings() ?? []),
      ...this.foreign(),
      ...others,
    ];
    return {
      rows: this.rows,
      classes: this.labels.classes(),
      tokenLengths: this.tokenLengths,
      languages: this.languages(),
      sampledRows: this.sampledRows,
      findings: findings.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
    };
  }

  private sample(row: number, text: string, labels: RowLabels): void {
    this.sampledRows++;
    const tokens = Math.min(longestCounted, this.tools.countTokens(text));
    this.tokenLengths[tokens] = elementAt(this.tokenLengths, tokens) + 1;
    const language = this.tools.detectLanguage(text);
    const rows = this.languageRows.get(language);
    if (rows) rows.push(row);
    else this.languageRows.set(language, [row]);
    this.passages.add(text);
    if (typeof labels !== 'string') this.words.add(text, labels);
  }

  private languages(): LanguageCount[] {
    return [...this.languageRows]
      .map(([language, rows]) => ({ language, rows: rows.length }))
      .sort((a, b) => b.rows - a.rows);
  }

  private foreign(): Finding[] {
    const [main, ...others] = this.languages().filter(({ language }) => language !== null);
    if (!main || main.language === null) return [];
    const enough = Math.max(enoughForeign.rows, this.sampledRows * enoughForeign.share);
    const total = others.reduce((sum, { rows }) => sum + rows, 0);
    if (total < enough) return [];
    const rows = others.flatMap(({ language }) => this.languageRows.get(language) ?? []);
    const { language } = main;
    return [{ kind: 'otherLanguages', language, others, rows: Uint32Array.from(rows).toSorted() }];
  }
}

/** Finds the rows of what the first look found. */
class SecondLook {
  private readonly mentions: LabelMentions;
  private readonly wordRows: number[][];
  private readonly passageRows: number[][];
  private rows = 0;

  constructor(
    labels: string[],
    private readonly giveAways: GiveAway[],
    private readonly passages: string[],
  ) {
    this.mentions = new LabelMentions(labels);
    this.wordRows = giveAways.map(() => []);
    this.passageRows = passages.map(() => []);
  }

  add(text: string, labels: RowLabels): void {
    const row = this.rows++;
    if (typeof labels !== 'string') this.mentions.add(row, text, labels);
    if (this.giveAways.length > 0) {
      const words = wordsOf(text);
      this.giveAways.forEach(({ word }, index) => {
        if (words.has(word)) this.wordRows[index]?.push(row);
      });
    }
    this.passages.forEach((passage, index) => {
      if (passageMark(text, passage)) this.passageRows[index]?.push(row);
    });
  }

  findings(): Finding[] {
    const mentions = this.mentions.findings().slice(0, mostOfAKind);
    return [
      ...mentions.map((found) => ({ kind: 'labelInText' as const, ...found })),
      ...this.giveAways.map((found, index) => ({
        kind: 'giveAway' as const,
        ...found,
        rows: Uint32Array.from(this.wordRows[index] ?? []),
      })),
      ...this.passages.map((passage, index) => ({
        kind: 'boilerplate' as const,
        passage,
        rows: Uint32Array.from(this.passageRows[index] ?? []),
      })),
    ];
  }
}

/** What spoils a result comes first, then what spoils the training, then what may be meant so. */
const order: Finding['kind'][] = [
  'labelSpelling',
  'loneLabels',
  'placeholderLabels',
  'conflictingLabels',
  'giveAway',
  'labelInText',
  'labelTwins',
  'nearDuplicates',
  'smallClasses',
  'imbalance',
  'placeholderTexts',
  'nearEmptyTexts',
  'mojibake',
  'quotedTexts',
  'escapedBreaks',
  'brokenEntities',
  'unreadableTexts',
  'otherLanguages',
  'boilerplate',
  'html',
  'personalData',
  'urls',
  'userNames',
  'duplicates',
  'emptyTexts',
  'emptyLabels',
];
