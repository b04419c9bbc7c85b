// The thread of an exported web page: holds the model, and answers.

import '../src/security/trustedTypes';
import { startEngine } from '../src/page/engine';
import type { Ask } from '../src/page/messages';

const ask = startEngine(new URL('.', self.location.href).href, (message) => postMessage(message));
self.addEventListener('message', ({ data }: MessageEvent<Ask>) => ask(data));
