// Which columns are the texts and which the labels, and what becomes of them when one is chosen. A label is never in a text.

import { textColumnsOf, textSource, type TextSeparator, type TextSource } from './rowText';

/** Indices into `DataSet.columns`. */
export interface ColumnChoice extends TextSource {
  label: number;
}

/** A choice whose fields stand in one order, so that equal ones have equal JSON. The label's column is taken from several. */
export function columnChoice(texts: number[], label: number, separator?: TextSeparator): ColumnChoice {
  const others = texts.filter((column) => column !== label);
  const { text, joined } = textSource(others.length > 0 ? others : texts, separator);
  return { text, label, ...(joined && { joined }) };
}

/** Another first column: one of the texts comes to the front, any other takes the place of the first. */
export function withFirstText(choice: ColumnChoice, column: number): ColumnChoice {
  // One column for both is refused with words; beside others it would be passed over in silence.
  if (column === choice.label) return { text: column, label: column };
  const texts = textColumnsOf(choice);
  const others = texts.includes(column) ? texts.filter((own) => own !== column) : texts.slice(1);
  return columnChoice([column, ...others], choice.label, choice.joined?.separator);
}

/** Adds a column to the texts, where the file has it among them, or takes it away; the last one stays. */
export function withTextToggled(choice: ColumnChoice, column: number): ColumnChoice {
  const texts = textColumnsOf(choice);
  const after = texts.findIndex((own) => own > column);
  const toggled = texts.includes(column)
    ? texts.filter((own) => own !== column)
    : texts.toSpliced(after < 0 ? texts.length : after, 0, column);
  return columnChoice(toggled.length > 0 ? toggled : texts, choice.label, choice.joined?.separator);
}

/** What stands between the cells of a text of several columns. */
export function withSeparator(choice: ColumnChoice, separator: TextSeparator): ColumnChoice {
  return columnChoice(textColumnsOf(choice), choice.label, separator);
}

/** Another column for the labels. */
export function withLabelColumn(choice: ColumnChoice, label: number): ColumnChoice {
  return columnChoice(textColumnsOf(choice), label, choice.joined?.separator);
}
