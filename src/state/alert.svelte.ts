// The one place where the page says what went wrong.

import { isAbort } from '../domain/failures';

class Alert {
  message = $state('');

  /** Says a failure; the user's own Stop is none. */
  show(error: unknown): void {
    if (isAbort(error)) return;
    this.say(error instanceof Error ? error.message : String(error));
  }

  say(message: string): void {
    this.message = message;
  }

  dismiss(): void {
    this.message = '';
  }
}

export const alert = new Alert();
