// What is shown of a model: it comes after the page that needs no model yet.

export { default as ModelView } from './ModelView.svelte';
export { default as TryIt } from './TryIt.svelte';
