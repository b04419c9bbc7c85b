// Half an hour of a person who does things in no order while tabs crash, the browser is killed, the disk fills up and
// new versions come: after each thing all that was kept is there, unchanged but for what was meant.

import { expect, test } from '@playwright/test';
import { seededRandom } from '../../src/domain/random';
import { buildNextVersion } from '../support/nextVersion';
import { servePlainly } from '../support/staticServer';
import { actionsOf, type Action } from './actions';
import { changesBetween, orphansIn, readKept } from './kept';
import { Person } from './person';

const seed = Number(process.env['HONE_SOAK_SEED'] ?? Date.now() % 1_000_000);
const minutes = Number(process.env['HONE_SOAK_MINUTES'] ?? 30);

test(`${minutes} minutes, HONE_SOAK_SEED=${seed}`, async () => {
  const info = test.info();
  const host = await servePlainly('dist');
  const random = seededRandom(seed);
  const person = new Person(info.outputPath('profile'), host, random);
  const actions = actionsOf(host, ['dist', buildNextVersion(info.outputPath('next'))]);
  const counts = new Map<string, number>();
  const end = Date.now() + minutes * 60_000;
  try {
    await person.startBrowser();
    let kept = await readKept(person.page);
    for (let step = 1; Date.now() < end; step++) {
      const action = await draw(actions, person);
      counts.set(action.name, (counts.get(action.name) ?? 0) + 1);
      console.log(`${step}. ${action.name}`);
      const allows = await action.act(person);
      const now = await readKept(person.page);
      const unmeant = changesBetween(kept, now).filter((change) => !allows(change));
      const where = `step ${step}, ${action.name}`;
      expect(unmeant, `${where}: what changed unasked`).toEqual([]);
      expect(orphansIn(now), `${where}: what belongs to nothing`).toEqual([]);
      expect(person.errors, `${where}: errors on the page`).toEqual([]);
      expect([...person.requested], `${where}: who was asked`).toEqual([new URL(host.url).origin]);
      kept = now;
    }
  } finally {
    console.log(`Seed ${seed}: ${JSON.stringify(Object.fromEntries(counts))}, ${person.kills} kills`);
    await person.quit();
    host.server.closeAllConnections();
    host.server.close();
  }
});

/** One of the actions that make sense now, by their weights. */
async function draw(actions: Action[], person: Person): Promise<Action> {
  const possible: Action[] = [];
  for (const action of actions) if (!action.when || (await action.when(person))) possible.push(action);
  let left = person.between(
    1,
    possible.reduce((sum, { weight }) => sum + weight, 0),
  );
  for (const action of possible) {
    left -= action.weight;
    if (left <= 0) return action;
  }
  throw new Error('Nothing can be done.');
}
