// The script of a page that is one file, to be opened with a double click: the model inside it, on the page's own thread,
// since a browser starts no worker beside a page from a disk.

import '../security/trustedTypes';
import { ClassifierDoor, type Listener } from './classifierDoor';
import { startEngine } from './engine';
import { embeddedFiles } from './pageFiles';
import { startView } from './view';

const listener: Listener = {
  onLoading: (done, total) => view?.loading(done, total),
  onReady: ({ title }) => view?.ready(title),
  onFailed: (message) => view?.failed(message),
};
const door = new ClassifierDoor(listener, (tell) => startEngine(embeddedFiles(document), tell));
const view = startView(door);
