// What the person may do next, and what each thing may change of what is kept. Nothing else may.

import { expect } from '@playwright/test';
import { nextTitle } from '../support/nextVersion';
import type { PlainHost } from '../support/staticServer';
import type { Change } from './kept';
import type { Person } from './person';

/** Whether a change was meant. */
export type Allows = (change: Change) => boolean;

export interface Action {
  name: string;
  /** How often it is drawn beside the others. */
  weight: number;
  /** Whether it makes sense now. */
  when?: (person: Person) => Promise<boolean>;
  act: (person: Person) => Promise<Allows>;
}

const nothing: Allows = () => false;
const of =
  (kind: Change['kind'], ...stores: Change['store'][]): Allows =>
  (change) =>
    change.kind === kind && stores.includes(change.store);
const anyOf =
  (...allowed: Allows[]): Allows =>
  (change) =>
    allowed.some((allows) => allows(change));

const aDataSetMore = of('added', 'dataSets', 'rowBlocks', 'preparations');
const decisions = of('changed', 'preparations');
const aModelMore = of('added', 'models', 'weights', 'predictions');
/** A run begins, goes on or ends. */
const aRun = ({ store }: Change) => store === 'runs' || store === 'checkpoints' || store === 'folds';

const hasRows = async ({ page }: Person) => page.getByText('held out to test').isVisible();
const hasModels = async (person: Person) => (await person.list('My models').count()) > 0;
const hasDataSets = async (person: Person) => (await person.list('My data sets').count()) > 0;
const hasResults = async ({ hone }: Person) => hone.results.isVisible();

async function chooseRecipe({ hone }: Person, epochs: number): Promise<void> {
  await hone.depth('Head');
  await hone.set('Epochs', epochs);
  // As slow as can be, so that it does not end by itself.
  await hone.set('Learning rate', epochs > 50 ? 0.00001 : 0.003);
  await hone.set('Batch size', epochs > 50 ? 2 : 16);
}

async function importRows(person: Person): Promise<Allows> {
  const name = person.nextName();
  const count = person.between(40, 300);
  const before = await person.list('My data sets').count();
  await person.hone.choose(name, person.rows(count));
  await expect(person.list('My data sets').filter({ hasText: name })).toHaveCount(1);
  await person.hone.ready();
  await person.idle();
  expect(await person.list('My data sets').count()).toBe(before + 1);
  await expect(person.list('My data sets').filter({ hasText: name })).toContainText(`${count} rows`);
  return aDataSetMore;
}

async function importAndBeKilled(person: Person): Promise<Allows> {
  const name = person.nextName();
  await person.hone.choose(name, person.rows(person.between(5_000, 60_000)));
  if (person.chance(0.5)) await person.page.getByRole('progressbar', { name: 'Importing' }).isVisible();
  await person.kill();
  return aDataSetMore;
}

async function openRows(person: Person): Promise<Allows> {
  const items = person.list('My data sets');
  const item = items.nth(person.between(0, (await items.count()) - 1));
  await item.getByRole('button', { name: /^Open/ }).click();
  await person.hone.ready();
  await person.idle();
  return anyOf(decisions, of('added', 'preparations'));
}

async function renameLabel(person: Person): Promise<Allows> {
  const { page } = person;
  const open = page.getByRole('button', { name: 'Labels', exact: true });
  if ((await open.getAttribute('aria-expanded')) === 'false') await open.click();
  const field = page.getByRole('textbox', { name: /^Name of / }).first();
  const name = `label ${person.between(1, 9999)}`;
  await field.fill(name);
  await field.press('Enter');
  await expect(page.getByRole('textbox', { name: `Name of ${name}` })).toBeVisible();
  await person.idle();
  return anyOf(decisions, of('added', 'preparations'));
}

async function train(person: Person): Promise<Allows> {
  await chooseRecipe(person, person.between(1, 6));
  const before = await person.list('My models').count();
  await person.hone.startTraining();
  await expect(person.list('My models')).toHaveCount(before + 1, { timeout: 240_000 });
  await person.idle();
  await expect(person.hone.results).toBeVisible();
  return anyOf(aModelMore, decisions, of('added', 'preparations'));
}

async function trainAndBeKilled(person: Person): Promise<Allows> {
  await chooseRecipe(person, 200);
  await person.hone.startTraining();
  await expect(person.page.getByText(/After epoch [1-9]/)).toBeVisible({ timeout: 240_000 });
  await person.kill();
  await expect(continueButton(person).first()).toBeVisible();
  return anyOf(of('added', 'runs', 'checkpoints'), decisions, of('added', 'preparations'));
}

const continueButton = ({ page }: Person) => page.getByRole('button', { name: /^Continue training/ });

async function goOn(person: Person): Promise<Allows> {
  const before = await person.list('My models').count();
  await continueButton(person).first().click();
  await expect(person.page.getByText(/After epoch [1-9]/)).toBeVisible({ timeout: 240_000 });
  await person.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(person.list('My models')).toHaveCount(before + 1, { timeout: 240_000 });
  await person.idle();
  return anyOf(aModelMore, aRun);
}

async function openModel(person: Person): Promise<Allows> {
  const items = person.list('My models');
  const item = items.nth(person.between(0, (await items.count()) - 1));
  await item.getByRole('button', { name: /^Open/ }).click();
  await expect(person.hone.results).toBeVisible();
  return nothing;
}

async function classify(person: Person): Promise<Allows> {
  expect(await person.hone.classify('the soup was warm and lovely')).toMatch(/\d/);
  return nothing;
}

async function classifyFile(person: Person): Promise<Allows> {
  await person.hone.classifyFile('new.csv', person.rows(50));
  return nothing;
}

async function download(person: Person): Promise<Allows> {
  await person.hone.download(person.chance(0.5) ? 'Download report' : 'Download model');
  await person.idle();
  return nothing;
}

/** Deletes one of a list; it goes for good with the next one, or with the next visit. */
function deletes(name: 'My models' | 'My data sets') {
  return async (person: Person): Promise<Allows> => {
    const items = person.list(name);
    const count = await items.count();
    await items
      .nth(person.between(0, count - 1))
      .getByRole('button', { name: /^Delete/ })
      .click();
    await expect(items).toHaveCount(count - 1);
    if (person.chance(0.5)) {
      await person.page
        .getByRole('status', { name: 'Deleted' })
        .getByRole('button', { name: 'Undo', exact: true })
        .click();
      await expect(items).toHaveCount(count);
    }
    return nothing;
  };
}

/** Chromium looks only every half minute how much may be stored, so the rows may still go in: all of them, or none. */
async function withoutRoom(person: Person): Promise<Allows> {
  const { page, hone } = person;
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000 });
  const name = person.nextName();
  const imported = person.list('My data sets').filter({ hasText: name });
  await hone.choose(name, person.rows(3_000));
  await expect(imported.or(hone.alert.filter({ hasText: /storage|space|room/i }))).toBeVisible();
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await session.detach();
  await person.idle();
  if ((await imported.count()) === 0) return nothing;
  await expect(imported).toContainText('3,000 rows');
  return aDataSetMore;
}

async function reload(person: Person): Promise<Allows> {
  await person.page.reload();
  await person.openIn(person.page);
  return nothing;
}

async function crashTab(person: Person): Promise<Allows> {
  person.kills++;
  const { page } = person;
  const session = await page.context().newCDPSession(page);
  session.send('Page.crash').catch(() => {});
  await page.waitForEvent('crash');
  await person.openTab();
  await page.close();
  return nothing;
}

async function goOffline(person: Person): Promise<Allows> {
  await person.hone.keptForOffline();
  await person.context?.setOffline(true);
  await person.page.reload();
  await person.openIn(person.page);
  await person.context?.setOffline(false);
  return nothing;
}

async function openTab(person: Person): Promise<Allows> {
  await person.openTab();
  return nothing;
}

async function closeTab(person: Person): Promise<Allows> {
  await person.page.close();
  await person.page.bringToFront();
  return nothing;
}

async function loseGraphics(person: Person): Promise<Allows> {
  const session = await person.page.context().newCDPSession(person.page);
  await session.send('Browser.crashGpuProcess').catch(() => {});
  return nothing;
}

/** Both versions in turns. */
function deploys(host: PlainHost, versions: readonly [string, string]): Action {
  let served = 0;
  return {
    name: 'deploy another version',
    weight: 1,
    when: async ({ pages }) => pages.length === 1,
    act: async (person) => {
      await person.hone.keptForOffline();
      served = 1 - served;
      host.deploy(versions[served] ?? versions[0]);
      await person.page.reload();
      const update = person.page.getByRole('button', { name: 'Update Hone' });
      await expect(update).toBeVisible();
      await update.click();
      if (served === 1) await expect(person.page).toHaveTitle(nextTitle);
      else await expect(person.page).not.toHaveTitle(nextTitle);
      await person.hone.keptForOffline();
      return nothing;
    },
  };
}

/** @param versions folders of two builds */
export function actionsOf(host: PlainHost, versions: readonly [string, string]): Action[] {
  return [
    { name: 'import', weight: 3, act: importRows },
    { name: 'import, killed', weight: 2, act: importAndBeKilled },
    { name: 'open rows', weight: 3, when: hasDataSets, act: openRows },
    { name: 'rename a label', weight: 4, when: hasRows, act: renameLabel },
    { name: 'train', weight: 4, when: hasRows, act: train },
    { name: 'train, killed', weight: 3, when: hasRows, act: trainAndBeKilled },
    {
      name: 'continue training',
      weight: 4,
      when: async (person) => continueButton(person).first().isVisible(),
      act: goOn,
    },
    { name: 'open a model', weight: 2, when: hasModels, act: openModel },
    { name: 'classify', weight: 3, when: hasResults, act: classify },
    { name: 'classify a file', weight: 2, when: hasResults, act: classifyFile },
    { name: 'download', weight: 2, when: hasResults, act: download },
    {
      name: 'delete a model',
      weight: 1,
      when: hasModels,
      act: deletes('My models'),
    },
    {
      name: 'delete rows',
      weight: 1,
      when: hasDataSets,
      act: deletes('My data sets'),
    },
    { name: 'import without room', weight: 1, act: withoutRoom },
    { name: 'reload', weight: 2, act: reload },
    { name: 'crash the tab', weight: 1, act: crashTab },
    { name: 'offline', weight: 1, act: goOffline },
    { name: 'open a tab', weight: 2, when: async ({ pages }) => pages.length < 3, act: openTab },
    { name: 'close a tab', weight: 2, when: async ({ pages }) => pages.length > 1, act: closeTab },
    { name: 'lose the graphics process', weight: 1, act: loseGraphics },
    deploys(host, versions),
  ];
}
