// Lines of a label and, after the first space, a text: as fastText reads them, and many collections of texts come.

import { RowParser } from './rowParser';

/** Fewer lines show no pattern. */
const minLines = 10;
/** So many lines that begin with one word are sorted by their labels, and the others are further on. */
const minSortedLines = 200;
/** Of all lines, so many follow the pattern. */
const nearlyAll = 0.98;

/** Whether nearly all lines begin with one of a few words. */
export function isLabelledLines(sample: string, sampleIsWholeFile: boolean): boolean {
  const lines = sample.split(/\r\n?|\n/);
  if (!sampleIsWholeFile) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const split = filled.filter((line) => line.indexOf(' ') > 0);
  if (split.length < minLines || split.length < nearlyAll * filled.length) return false;
  const labels = new Set(split.map((line) => line.slice(0, line.indexOf(' '))));
  if (beginSentences(split, labels)) return false;
  if (labels.size === 1) return !sampleIsWholeFile && split.length >= minSortedLines;
  return labels.size <= split.length / 5;
}

/**
 * Whether first words are those of sentences: capitals before small letters, as in questions, or a single one that stands
 * within the lines too, as in lines that are sorted.
 */
function beginSentences(lines: string[], labels: Set<string>): boolean {
  const rests = lines.map((line) => line.slice(line.indexOf(' ') + 1));
  const areCapital = [...labels].every((label) => /^\p{Lu}[\p{Ll}'’]*$/u.test(label));
  if (areCapital && rests.filter((rest) => /^\p{Ll}/u.test(rest)).length >= 0.9 * rests.length) return true;
  const [only = '', ...others] = labels;
  if (others.length > 0 || !/^\p{L}+$/u.test(only)) return false;
  const within = new RegExp(`(?<!\\p{L})${only}(?!\\p{L})`, 'iu');
  return rests.filter((rest) => within.test(rest)).length > 0.05 * rests.length;
}

/** Whether the first delimiter of nearly all lines is within their first word, as in `place:city Where is it?`. */
export function standsInFirstWords(delimiter: string, sample: string): boolean {
  const lines = sample.split(/\r\n?|\n/, 500).filter((line) => line.includes(delimiter));
  const within = lines.filter((line) => {
    const end = line.indexOf(delimiter) + delimiter.length;
    return end < line.indexOf(' ');
  });
  return lines.length > 0 && within.length >= nearlyAll * lines.length;
}

/** As `RowParser`, for lines of which only the first delimiter separates. */
export class LabelledLineParser {
  private readonly lines: RowParser;

  constructor(
    private readonly delimiter: string,
    newline: '\n' | '\r\n' | '\r' | 'mixed',
  ) {
    this.lines = new RowParser({ delimiter: '', newline, quote: null });
  }

  push(text: string): string[][] {
    return this.lines.push(text).map((row) => this.split(row));
  }

  end(): string[][] {
    return this.lines.end().map((row) => this.split(row));
  }

  private split([line = '']: string[]): string[] {
    const at = line.indexOf(this.delimiter);
    return at < 0 ? [line] : [line.slice(0, at), line.slice(at + this.delimiter.length)];
  }
}
