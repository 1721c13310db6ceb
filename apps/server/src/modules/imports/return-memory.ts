import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Has the memory of a long run's garbage taken back now. V8 by itself lets it stand until the heap has about doubled: a hundred megabytes that
 * an import of any length would seem to need. A collection takes some tens of milliseconds.
 */
export const returnMemory: () => void = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();
