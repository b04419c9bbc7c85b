// The one place where the page says what went wrong.

import { Failure, isAbort } from '../domain/failures';

class Alert {
  message = $state('');
  /** Whether it says that there is no room left: what is deleted then makes room at once. */
  saysStorageFull = false;

  /**
   * Says a failure; the user's own Stop is none.
   *
   * @param kept what is as it was before
   */
  show(error: unknown, kept = ''): void {
    if (isAbort(error)) return;
    this.say([error instanceof Error ? error.message : String(error), kept].filter(Boolean).join(' '));
    this.saysStorageFull = error instanceof Failure && error.code === 'StorageFull';
  }

  say(message: string): void {
    this.message = message;
    this.saysStorageFull = false;
  }

  dismiss(): void {
    this.say('');
  }
}

export const alert = new Alert();
