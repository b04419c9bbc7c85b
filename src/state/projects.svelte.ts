// The projects on this computer, and the one that is open.

import { untrack } from 'svelte';
import { projectsOf } from '../domain/project';
import { dataSet } from './dataSet.svelte';
import { library } from './library.svelte';
import { result } from './result.svelte';
import { route, type Place } from './route.svelte';
import { scrollAgain } from './scrollAgain';
import { training } from './training.svelte';

class Projects {
  readonly all = $derived(projectsOf(library.dataSets, library.models));

  /** The one that is open, as the address names it: what was opened last decides. */
  private readonly openId = $derived(dataSet.opened?.dataSet.id ?? result.model?.id ?? null);

  readonly isOpen = $derived(this.openId !== null);
  /** Whether the page stands as the address says: what is looked at names the stage then. */
  settled = $state(false);
  /** While one is being opened, part of it is not there yet. */
  opening = false;

  /** Opens the project that the address names, and follows the address and what is opened from now on. */
  async begin(): Promise<void> {
    const place = route.begin();
    route.onGone = (gone) => void this.follow(gone);
    if (place.project !== null) await this.open(place, route.remembered.model);
    $effect.root(() => {
      $effect(() => {
        const id = this.openId;
        untrack(() => this.name(id));
      });
      $effect(() => {
        if (result.model) route.remember({ model: result.model.id });
      });
    });
    const { stage } = route.place;
    if (stage !== 'data' || route.scrolled > 0) await scrollAgain(stage, route.scrolled);
    this.settled = true;
  }

  /** Opens a project's rows and one of its models: the one of that id, or the newest. */
  async open({ project: id, stage }: Place, modelId?: string): Promise<void> {
    const project = this.all.find((own) => own.id === id);
    if (!project) return this.goHome();
    const model = project.models.find((own) => own.id === modelId) ?? project.models[0];
    this.opening = true;
    route.go({ project: project.id, stage });
    await Promise.all([
      project.rows ? dataSet.open(project.rows.id) : dataSet.close(),
      model ? result.open(model) : result.close(),
    ]);
    this.opening = false;
    this.name(this.openId);
  }

  /** Lets go of what is open. */
  goHome(): void {
    if (training.status !== 'idle') return;
    dataSet.close();
    result.close();
    route.go({ project: null, stage: 'data' });
  }

  /** What is opened has its own address. */
  private name(id: string | null): void {
    if (this.opening || id === route.place.project) return;
    route.go({ project: id, stage: dataSet.opened || id === null ? 'data' : 'use' });
  }

  private async follow(place: Place): Promise<void> {
    if (place.project === this.openId) return;
    if (training.status !== 'idle') return;
    if (place.project === null) return this.goHome();
    await this.open(place, route.remembered.model);
  }
}

export const projects = new Projects();
