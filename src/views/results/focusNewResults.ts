// The focus goes to results that have just come, by keyboard too.

import { focusInNextFrame } from '../../components/focusInNextFrame';
import { projects } from '../../state/projects.svelte';

/** Focuses what comes first in the results; not those of a project that is opened at a place of its own. */
export function focusNewResults(element: HTMLElement): (() => void) | undefined {
  return projects.scrolling ? undefined : focusInNextFrame(element);
}
