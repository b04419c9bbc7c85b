// One Tab stop for a whole table of buttons; arrow keys go from button to button.

import type { Attachment } from 'svelte/attachments';

const steps: Record<string, [down: number, right: number]> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

const buttonsOf = (table: HTMLTableElement) => [...table.querySelectorAll<HTMLButtonElement>('td button')];

/** Only one button of a table can be reached by Tab; from there, arrow keys lead to the next button that way. */
export const arrowKeys: Attachment<HTMLTableElement> = (table) => {
  const makeCurrent = (current: Element | null | undefined) => {
    for (const button of buttonsOf(table)) button.tabIndex = button === current ? 0 : -1;
  };
  const press = (event: KeyboardEvent) => {
    const [down, right] = steps[event.key] ?? [0, 0];
    const cell = event.target instanceof Element ? event.target.closest('td') : null;
    if (!cell || (down === 0 && right === 0)) return;
    event.preventDefault();
    next(table, cell, down, right)?.focus();
  };
  const focus = (event: FocusEvent) => {
    if (event.target instanceof HTMLButtonElement) makeCurrent(event.target);
  };
  makeCurrent(buttonsOf(table)[0]);
  table.addEventListener('keydown', press);
  table.addEventListener('focusin', focus);
  return () => {
    table.removeEventListener('keydown', press);
    table.removeEventListener('focusin', focus);
  };
};

/** The nearest button from a cell in one direction; cells without one are passed over. */
function next(
  table: HTMLTableElement,
  cell: HTMLTableCellElement,
  down: number,
  right: number,
): HTMLButtonElement | null {
  let row = cell.parentElement instanceof HTMLTableRowElement ? cell.parentElement.rowIndex : 0;
  let column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const cell = table.rows[row]?.cells[column];
    if (!cell) return null;
    const button = cell.querySelector('button');
    if (button) return button;
  }
}
