// Many small waits at once, their answers one after another.

/** What `read` gives for each item, in the items' order; the next `atOnce` are asked for meanwhile. */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
  atOnce: number,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = [];
  for (let index = 0; index < items.length || waiting.length > 0; index++) {
    const item = items[index];
    if (item !== undefined) {
      const answer = read(item);
      // It is heard when its turn comes.
      answer.catch(() => {});
      waiting.push(answer);
    }
    if (item !== undefined && waiting.length < atOnce) continue;
    const next = waiting.shift();
    if (next) yield await next;
  }
}
