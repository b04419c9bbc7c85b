// A newer Hone in another tab wants another shape of the database: it waits for what is under way here.

import { deleteDB, openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { eventually } from '../../support/eventually';
import { ifLockIsFree, withLock, workLock } from '../../../src/jobs/lock';
import { onBlocked, onNewerVersion, openDatabase } from '../../../src/storage/database';
import { migrations } from '../../../src/storage/migrations';
import { Job } from '../../../src/state/job.svelte';
import { runningJobs } from '../../../src/state/runningJobs.svelte';

const name = 'hone-of-two-versions';
afterEach(() => deleteDB(name));

test('the database is let go when the last job is over, and a job can store until then', async () => {
  const heard = vi.fn();
  onNewerVersion(heard);
  const own = await openDatabase(name, migrations);
  const job = new Job<string>('training');
  const begun = Promise.withResolvers<void>();
  const rest = Promise.withResolvers<void>();
  const run = job.run(async () => {
    begun.resolve();
    await rest.promise;
    await own.put('tuning', { linear: 'tiles' }, 'a card');
    return 'kept';
  });
  await begun.promise;
  expect(runningJobs.list).toEqual(['training']);
  const newer = openDB(name, migrations.length + 1);
  await eventually(() => expect(heard).toHaveBeenCalledOnce());
  // Nothing more is begun.
  await expect(new Job('import').run(() => Promise.resolve())).rejects.toMatchObject({ code: 'Outdated' });
  rest.resolve();
  expect(await run).toBe('kept');
  const db = await newer;
  expect(db.version).toBe(migrations.length + 1);
  expect(await db.get('tuning', 'a card')).toEqual({ linear: 'tiles' });
  expect(runningJobs.any).toBe(false);
  db.close();
});

test('a newer Hone waits for a job whose threads have yet to open the database', async () => {
  const heard = vi.fn();
  onBlocked(heard);
  const page = await openDatabase(name, migrations);
  const begun = Promise.withResolvers<void>();
  const run = new Job<string>('training').run(async () => {
    await begun.promise;
    const thread = await openDatabase(name, migrations);
    await thread.put('tuning', { linear: 'tiles' }, 'a card');
    return 'kept';
  });
  const newer = openDatabase(name, [...migrations, () => {}]);
  await eventually(() => expect(heard).toHaveBeenCalledOnce());
  // Nothing more is begun.
  await expect(new Job('import').run(() => Promise.resolve())).rejects.toMatchObject({ code: 'Outdated' });
  begun.resolve();
  expect(await run).toBe('kept');
  const db = await newer;
  expect(await db.get('tuning', 'a card')).toEqual({ linear: 'tiles' });
  expect(page.version).toBe(migrations.length);
  db.close();
});

test('an older Hone that does not let go is said, and waited for', async () => {
  const heard = vi.fn();
  onBlocked(heard);
  const older = await openDB(name, 1);
  const own = openDatabase(name, [...migrations, () => {}]);
  await eventually(() => expect(heard).toHaveBeenCalledOnce());
  older.close();
  (await own).close();
});

test('a lock that is held is known to be, is not given twice, and is shared by who asks to share', async () => {
  const held = withLock('a-lock', async () => {
    expect(
      await ifLockIsFree(
        'a-lock',
        () => Promise.resolve('free'),
        () => 'taken',
      ),
    ).toBe('taken');
    return 'over';
  });
  expect(await held).toBe('over');
  await withLock(
    'a-lock',
    async () => {
      const shared = ifLockIsFree(
        'a-lock',
        () => Promise.resolve('free'),
        () => 'taken',
        'shared',
      );
      expect(await shared).toBe('free');
    },
    'shared',
  );
  expect(
    await ifLockIsFree(
      workLock,
      () => Promise.resolve('free'),
      () => 'taken',
    ),
  ).toBe('free');
});
