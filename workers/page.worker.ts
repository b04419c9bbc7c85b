// The thread of an exported web page: holds the model, and answers.

import '../src/security/trustedTypes';
import { startEngine } from '../src/page/engine';
import { servedFiles } from '../src/page/pageFiles';
import type { Ask } from '../src/page/messages';

const ask = startEngine(servedFiles(new URL('.', self.location.href).href), (message) => postMessage(message));
self.addEventListener('message', ({ data }: MessageEvent<Ask>) => ask(data));
