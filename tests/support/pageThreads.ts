// A device in a test's page has several threads, as in a worker of the app.

import { serveThreads } from '../../src/bridge/threads';

serveThreads(window);
