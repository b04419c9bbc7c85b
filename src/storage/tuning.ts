// What was measured once on a graphics card and need not be measured again.

import { database } from './database';

export async function getTuning(adapter: string): Promise<Record<string, string>> {
  return (await (await database()).get('tuning', adapter)) ?? {};
}

export async function saveTuning(adapter: string, choices: Record<string, string>): Promise<void> {
  await (await database()).put('tuning', choices, adapter);
}
