// The projects on this computer, and the one that is open.

import { untrack } from 'svelte';
import { projectsOf } from '../domain/project';
import type { Stage } from '../domain/stage';
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
  /** How many are being opened: part of them is not there yet. */
  private openings = 0;
  private scrolls = 0;

  /** Opens the project that the address names, and follows the address and what is opened from now on. */
  async begin(): Promise<void> {
    const place = route.begin();
    route.onGone = (gone) => void this.follow(gone);
    const scrolled = route.takeScrolled();
    if (place.project !== null) await this.open(place, route.remembered.model, scrolled);
    else await this.scroll(place.stage, scrolled);
    $effect.root(() => {
      $effect(() => {
        const id = this.openId;
        untrack(() => this.name(id));
      });
      $effect(() => {
        if (result.model) route.remember({ model: result.model.id });
      });
    });
  }

  get opening(): boolean {
    return this.openings > 0;
  }

  /** Whether the page is on its way to a place: what is in sight then is nobody's choice. */
  get scrolling(): boolean {
    return this.openings + this.scrolls > 0;
  }

  /**
   * Opens a project's rows and one of its models, and goes to the stage.
   *
   * @param modelId the newest where it is left out
   * @param scrolled pixels beyond the top of the stage's part; `null`: none
   */
  async open({ project: id, stage }: Place, modelId?: string, scrolled: number | null = null): Promise<void> {
    const project = this.all.find((own) => own.id === id);
    if (!project) return this.goHome();
    const model = project.models.find((own) => own.id === modelId) ?? project.models[0];
    route.go({ project: project.id, stage });
    this.openings++;
    try {
      await Promise.all([
        project.rows ? dataSet.open(project.rows.id) : dataSet.close(),
        model ? result.open(model) : result.close(),
      ]);
    } finally {
      this.openings--;
    }
    this.name(this.openId);
    await this.scroll(stage, scrolled);
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

  private async scroll(stage: Stage, scrolled: number | null): Promise<void> {
    this.scrolls++;
    await scrollAgain(stage, scrolled);
    this.scrolls--;
  }

  private async follow(place: Place): Promise<void> {
    const scrolled = route.takeScrolled();
    if (place.project === this.openId) return this.scroll(place.stage, scrolled);
    // What is trained stays open, and its address with it.
    if (training.status !== 'idle') return this.name(this.openId);
    if (place.project === null) return this.goHome();
    await this.open(place, route.remembered.model, scrolled);
  }
}

export const projects = new Projects();
