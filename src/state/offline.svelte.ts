// Whether the page works with the network off.

import { applyUpdate, keepForOffline } from '../bridge/offline';
import { alert } from './alert.svelte';

class Offline {
  private share = $state(0);
  private unavailable = $state('');
  updateReady = $state(false);

  words = $derived.by(() => {
    if (this.unavailable) return `Needs the network: ${this.unavailable}`;
    if (this.share >= 1) return 'Works offline';
    return `Saving for offline use: ${Math.floor(this.share * 100)} %`;
  });

  /** Begins to keep everything, in the background. */
  keep(): void {
    void keepForOffline({
      // A report of the worker's may come after the end.
      onProgress: (share) => (this.share = Math.max(this.share, share)),
      onUnavailable: (why) => (this.unavailable = why),
      onUpdateReady: () => (this.updateReady = true),
    });
  }

  applyUpdate(): void {
    applyUpdate().catch((error: unknown) => alert.show(error));
  }
}

export const offline = new Offline();
