/**
 * An attachment that brings an element into view, and the reader to it. Focus needs the layout: asked for at once, it would
 * be computed in the same task as the part of the page around the element.
 */
export function focusInNextFrame(element: HTMLElement): () => void {
  const frame = requestAnimationFrame(() => element.focus());
  return () => cancelAnimationFrame(frame);
}
