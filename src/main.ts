import './security/trustedTypes';
import { mount } from 'svelte';
import './app.css';
import { isolatePage } from './bridge/offline';
import { missingCapabilities } from './domain/capabilities';
import { repairLanguage } from './domain/locale';
import { storageObstacle } from './state/startUp';
import CannotStart from './views/CannotStart.svelte';
import { notLoaded, whyNoStart } from './words/missingCapabilities';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app.');

const missing = missingCapabilities();
if (missing.length > 0) cannotStart(target, whyNoStart(missing, location.origin));
else await start(target).catch((error: unknown) => cannotStart(target, notLoaded(error)));

async function start(target: HTMLElement): Promise<void> {
  repairLanguage();
  // Its modules use at once what was just looked for.
  const app = import('./views/App.svelte');
  app.catch(() => {});
  const obstacle = await storageObstacle();
  if (obstacle) return cannotStart(target, obstacle);
  // Workers start with the page: they must find it isolated, and their own files with the headers on.
  await isolatePage();
  const { default: App } = await app;
  target.replaceChildren();
  mount(App, { target });
}

function cannotStart(target: HTMLElement, why: string): void {
  target.replaceChildren();
  mount(CannotStart, { target, props: { why } });
}
