// Findings that each row tells by itself.

import type { Finding, PersonalDataKind, RowFindingKind } from '../../domain/health';
import { isNearlyEmpty, isPlaceholder, lostCharacterMarks } from '../clean/emptiness';
import { hasEscapedBreaks } from '../clean/escapedBreaks';
import { brokenEntityMarks, htmlMarks } from '../clean/html';
import { isQuoted } from '../clean/outerQuotes';
import type { RowLabels } from '../clean/labels';
import { hasMojibake } from './mojibake';
import { findPersonalData, urlMarks, userNameMarks } from './personalData';

/** What is said of a text by its own. The first three exclude each other. */
const tests: [RowFindingKind, (text: string) => boolean][] = [
  ['emptyTexts', (text) => text.trim() === ''],
  ['placeholderTexts', (text) => isPlaceholder(text)],
  ['nearEmptyTexts', (text) => isNearlyEmpty(text) && !isPlaceholder(text)],
  ['mojibake', hasMojibake],
  ['quotedTexts', isQuoted],
  ['escapedBreaks', hasEscapedBreaks],
  ['brokenEntities', (text) => brokenEntityMarks(text).length > 0],
  ['unreadableTexts', (text) => lostCharacterMarks(text).length > 0],
  ['html', (text) => htmlMarks(text).length > 0],
  ['urls', (text) => urlMarks(text).length > 0],
  ['userNames', (text) => userNameMarks(text).length > 0],
];

/** Of all rows, so many must have what a text may have by its own: a quotation, `and\or`. */
const enough: Partial<Record<RowFindingKind, { rows: number; share: number }>> = {
  quotedTexts: { rows: 3, share: 0.1 },
  escapedBreaks: { rows: 2, share: 0.001 },
};

export class RowFindings {
  private count = 0;
  private readonly rows = new Map<RowFindingKind, number[]>();
  private readonly personalRows: number[] = [];
  private readonly personalCounts = new Map<PersonalDataKind, number>();

  add(row: number, text: string, labels: RowLabels): void {
    this.count++;
    for (const [kind, applies] of tests) if (applies(text)) this.note(kind, row);
    if (labels === 'none') this.note('emptyLabels', row);
    const personal = new Set(findPersonalData(text).map(({ kind }) => kind));
    if (personal.size > 0) this.personalRows.push(row);
    for (const kind of personal) {
      this.personalCounts.set(kind, (this.personalCounts.get(kind) ?? 0) + 1);
    }
  }

  findings(): Finding[] {
    const found: Finding[] = [...this.rows]
      .filter(([kind, { length }]) => {
        const { rows = 1, share = 0 } = enough[kind] ?? {};
        return length >= rows && length >= share * this.count;
      })
      .map(([kind, rows]) => ({ kind, rows: Uint32Array.from(rows) }));
    if (this.personalRows.length > 0) {
      const counts = [...this.personalCounts].map(([kind, rows]) => ({ kind, rows })).sort((a, b) => b.rows - a.rows);
      found.push({
        kind: 'personalData',
        rows: Uint32Array.from(this.personalRows),
        found: counts,
      });
    }
    return found;
  }

  private note(kind: RowFindingKind, row: number): void {
    const rows = this.rows.get(kind);
    if (rows) rows.push(row);
    else this.rows.set(kind, [row]);
  }
}
