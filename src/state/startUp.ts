// Whether there is room for Hone's data here; before the page is shown, which would only say so in words of the engine.

import { Failure } from '../domain/failures';
import { database } from '../storage/database';

/** How long the database may take to open before the page is shown all the same, in milliseconds. */
const patience = 5000;

/** Why nothing can be stored here, and what to do; `null` where it can. */
export async function storageObstacle(): Promise<string | null> {
  const opened = database().then(
    () => null,
    (error: unknown) => (error instanceof Failure ? error.message : String(error)),
  );
  return Promise.race([opened, new Promise<null>((resolve) => setTimeout(resolve, patience, null))]);
}
