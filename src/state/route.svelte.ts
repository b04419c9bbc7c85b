// Where the page is: the address names the project and its stage, `#/p/<project>/<stage>`.

import { stages, type Stage } from '../domain/stage';
import { scrolledIn } from './scrollAgain';

export interface Place {
  /** Id of a data set, or of a model without one here; `null`: home. */
  project: string | null;
  stage: Stage;
}

/** What an entry of the browser's history remembers beside its address. */
interface Remembered {
  /** The model that was open. */
  model?: string;
  /** Pixels beyond the top of the stage's part. */
  scroll?: number;
}

/** Where the session keeps how far the page was scrolled when it went. */
const keptScroll = 'scrolled';

/** The place that an address names; home where it names none. */
export function placeOf(hash: string): Place {
  const [, project, name] = /^#\/p\/([^/]+)(?:\/([a-z]+))?$/.exec(hash) ?? [];
  const stage = stages.find((own) => own === name) ?? 'data';
  if (!project) return { project: null, stage: 'data' };
  try {
    return { project: decodeURIComponent(project), stage };
  } catch {
    return { project: null, stage: 'data' };
  }
}

export function addressOf({ project, stage }: Place): string {
  return project === null ? '#/' : `#/p/${encodeURIComponent(project)}/${stage}`;
}

class Route {
  place = $state.raw<Place>({ project: null, stage: 'data' });
  /** Hears of a place that the browser went to: Back, a link, an address that was typed. */
  onGone: (place: Place) => void = () => {};

  /** Takes the place of the address, and follows it from now on. */
  begin(): Place {
    this.place = placeOf(location.hash);
    addEventListener('popstate', () => {
      this.place = placeOf(location.hash);
      this.onGone(this.place);
    });
    // The browser's own comes too early: the rows are not there yet.
    history.scrollRestoration = 'manual';
    addEventListener('pagehide', () => {
      // The history takes nothing any more when the page goes.
      sessionStorage.setItem(keptScroll, String(scrolledIn(this.place.stage)));
    });
    return this.place;
  }

  /** Names another place; Back goes to the one before. */
  go(place: Place): void {
    if (addressOf(place) === addressOf(this.place)) return;
    this.remember({ scroll: scrolledIn(this.place.stage) });
    const { model } = this.remembered;
    const isSame = place.project === this.place.project;
    history.pushState(isSame && model !== undefined ? { model } : {}, '', addressOf(place));
    this.place = place;
  }

  /** Names the stage that is looked at now: no step of its own for Back. */
  note(stage: Stage): void {
    if (this.place.project === null || stage === this.place.stage) return;
    this.place = { ...this.place, stage };
    history.replaceState(history.state, '', addressOf(this.place));
  }

  /** How far the stage of this place was scrolled before a reload, or when another place came after it; `null`: it is new. */
  takeScrolled(): number | null {
    const beforeReload = sessionStorage.getItem(keptScroll);
    sessionStorage.removeItem(keptScroll);
    return beforeReload === null ? (this.remembered.scroll ?? null) : Number(beforeReload);
  }

  get remembered(): Remembered {
    const state: unknown = history.state;
    return typeof state === 'object' && state !== null ? state : {};
  }

  remember(own: Remembered): void {
    history.replaceState({ ...this.remembered, ...own }, '');
  }
}

export const route = new Route();
