// The script of an exported web page, index.html or embed.html: the model in a worker, a view, and an API.

import '../security/trustedTypes';
import { ClassifierDoor, engineInWorker, type Listener } from './classifierDoor';
import { Embedding } from './embedding';
import { startView } from './view';

if (location.protocol === 'file:') {
  const state = document.querySelector('#state');
  if (state) {
    state.textContent =
      'A browser lets no page read files beside it on a disk. Put this folder on any web host; or open a terminal in it, run “python3 -m http.server” and open http://localhost:8000.';
  }
} else {
  start();
}

function start(): void {
  const listener: Listener = {
    onLoading(done, total) {
      view?.loading(done, total);
      embedding.loading(done, total);
    },
    onReady({ title, labels, allowedOrigins }) {
      view?.ready(title);
      embedding.ready(title, labels, allowedOrigins);
    },
    onFailed(message) {
      view?.failed(message);
      embedding.failed(message);
    },
  };
  const door = new ClassifierDoor(listener, engineInWorker);
  const view = startView(door);
  const embedding = new Embedding(door);
}
