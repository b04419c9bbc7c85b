// The page follows what is stored, whoever stored it: a thread of this tab, or another tab.

import { onChange, type Change } from '../storage/changes';
import { onBlocked, onNewerVersion } from '../storage/database';
import { alert } from './alert.svelte';
import { baseModels } from './baseModels.svelte';
import { comparison } from './comparison.svelte';
import { dataSet } from './dataSet.svelte';
import { library } from './library.svelte';
import { result } from './result.svelte';
import { runs } from './runs.svelte';
import { training } from './training.svelte';

/** Reads all lists, and each again when it changes. Resolves when all are read. */
export function followStore(): Promise<void> {
  onBlocked(() => alert.say(waitsForOlder));
  onNewerVersion(() => {
    library.outdated = true;
    alert.say(updatedElsewhere);
  });
  onChange((change) => void follow(change));
  // A tab in the background may have slept through changes.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void refreshAll();
  });
  return refreshAll();
}

const updatedElsewhere =
  'Hone was updated in another tab. What is running here is finished and kept; then reload this page.';
const waitsForOlder =
  'Hone was updated, and another tab is still at work with the version before. This page goes on when that is over, or ' +
  'when that tab is closed.';

async function refreshAll(): Promise<void> {
  await Promise.all([library.refresh(), baseModels.refresh(), runs.refresh()]);
}

async function follow(change: Change): Promise<void> {
  switch (change.of) {
    case 'dataSets':
      await Promise.all([library.refresh(), runs.refresh()]);
      return dataSet.closeIfDeleted(library.dataSets, library.deletedHere);
    case 'models':
      await library.refresh();
      result.follow(library.models);
      return comparison.follow(library.models);
    case 'baseModels':
      return baseModels.refresh();
    case 'runs':
      await runs.refresh();
      return training.noteKept();
    case 'preparations':
      return dataSet.followDecisions(change.dataSetId);
    default:
      return change satisfies never;
  }
}
