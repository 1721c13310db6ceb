import { setImmediate as turn } from 'node:timers/promises';

/** Does something for many items without keeping requests waiting: every few hundred items others have their turn. */
export async function inSlices<T>(items: Iterable<T>, work: (item: T) => void, size = 500): Promise<void> {
  let done = 0;
  for (const item of items) {
    work(item);
    done += 1;
    if (done % size === 0) await turn();
  }
}
