// What the page and its worker say to each other.

import type { PageAnswer } from '../domain/ownPage';

/** To the worker. */
export interface Ask {
  id: number;
  texts: string[];
}

/** From the worker. */
export type Told =
  | { kind: 'loading'; done: number; total: number }
  | { kind: 'ready'; title: string; labels: string[]; allowedOrigins: string[] }
  | { kind: 'answers'; id: number; answers: PageAnswer[] }
  /** Without an id, the model could not be loaded. */
  | { kind: 'failed'; id: number | null; message: string };
