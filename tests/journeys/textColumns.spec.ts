// Tickets with a subject and a message: both are the text, from the choice to a classified file.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import Papa from 'papaparse';
import { readData } from '../support/dataFiles';
import { Hone, openRows } from '../support/hone';

interface Report {
  data: { textColumns: string[]; textSeparator: string };
  predictions: { rowNumber: number; text: string; predictedLabel: string }[];
}
type Ticket = Record<'ticket_id' | 'channel' | 'subject' | 'message' | 'category', string>;

const read = (name: string) =>
  Papa.parse<Ticket>(readData(`tickets/${name}`).toString(), { header: true, skipEmptyLines: true }).data;
const csv = (rows: object[]) => Buffer.from(Papa.unparse(rows));

test('subject and message together: chosen, kept, trained on, and found again in a file to classify', async ({
  page,
}) => {
  const hone = new Hone(page);
  const next = read('next_month.csv');
  const labels = new Set(next.map(({ category }) => category));
  const tickets = read('tickets.csv').filter(({ category }) => labels.has(category));
  // One without a subject: its message is its text.
  tickets.slice(0, 1).forEach((ticket) => (ticket.subject = ''));
  await openRows(hone, 'tickets.csv', csv(tickets));

  // The message is guessed; the subject is suggested, and joined by one click, in the file's order.
  const chips = page.getByRole('group', { name: 'Text columns' });
  const chip = (name: string) => chips.getByRole('button', { name, exact: true });
  await expect(page.getByRole('combobox', { name: 'Text column' })).toHaveValue('4');
  await expect(chip('message')).toHaveAttribute('aria-pressed', 'true');
  await expect(chips).toHaveAccessibleDescription('subject looks like text too: press it to join both.');
  await chip('subject').click();
  await expect(chip('subject')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('combobox', { name: 'Text column' })).toHaveValue('3');
  await expect(chips).toHaveAccessibleDescription(/^Each text is subject and message, in this order\./);
  await page.getByLabel('Join them with').selectOption({ label: 'a bar ( | )' });
  await hone.ready();

  // Kept with the data set.
  await page.reload();
  await hone.ready();
  await expect(page.getByLabel('Join them with')).toHaveValue(' | ');
  await hone.quickModel();
  await hone.depth('Head');
  await hone.train();
  expect(await hone.result('Accuracy')).toBeGreaterThan(0.8);

  const report = JSON.parse(readFileSync(await (await hone.download('Download report')).path(), 'utf8')) as Report;
  expect(report.data).toMatchObject({ textColumns: ['subject', 'message'], textSeparator: ' | ' });
  for (const { rowNumber, text } of report.predictions) {
    const { subject, message } = tickets[rowNumber - 2] ?? {};
    expect(text).toBe([subject, message].filter(Boolean).join(' | '));
  }

  // A tested row with what else the file says of it.
  await page.getByRole('combobox', { name: 'Answers' }).selectOption('all');
  const why = page.getByRole('button', { name: /^Why\?/ }).first();
  const row = Number((await why.getAttribute('aria-label'))?.replace(/\D/g, ''));
  await why.click();
  await expect(page.getByText(tickets[row - 2]?.ticket_id ?? '', { exact: true })).toBeVisible();

  // A file whose columns stand otherwise: the same answers as for the joined texts, and the test rows' own.
  const tested = report.predictions.slice(0, 20).flatMap(({ rowNumber }) => tickets[rowNumber - 2] ?? []);
  const turned = tested.map(({ message, ticket_id, subject }) => ({ Message: message, ticket_id, Subject: subject }));
  const classified = await hone.classifyFile('turned.csv', csv(turned));
  await expect(
    page.getByText('Each text is Subject and Message, joined with a bar ( | ), as in training.'),
  ).toBeVisible();
  const { data } = Papa.parse<Record<string, string>>(readFileSync(classified, 'utf8'), { header: true });
  expect(data.slice(0, 20).map((own) => own['prediction'])).toEqual(
    report.predictions.slice(0, 20).map(({ predictedLabel }) => predictedLabel),
  );

  // Without the subject the page says what it does.
  await hone.classifyFile('messages.csv', csv(next.map(({ ticket_id, message }) => ({ ticket_id, message }))));
  await expect(page.getByText(/^This file has no column “subject”/)).toContainText('from “message” alone');
});
