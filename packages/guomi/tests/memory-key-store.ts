import type { KeyStore, WrappedKey } from '../src/key-store.ts';

/** A key store in memory that several keyrings may share, and that can be told to die before a given step. */
export interface MemoryKeyStore extends KeyStore {
  readonly rows: Map<string, WrappedKey>;
  /** Steps that still succeed; the next one throws, as if the process had been killed. */
  stepsLeft: number;
}

export function memoryKeyStore(): MemoryKeyStore {
  const rows = new Map<string, WrappedKey>();
  const step = (): void => {
    store.stepsLeft -= 1;
    if (store.stepsLeft < 0) throw new Error('killed');
  };
  const store: MemoryKeyStore = {
    rows,
    stepsLeft: Number.POSITIVE_INFINITY,
    load: async () => [...rows.values()],
    insert: async (key) => {
      step();
      rows.set(key.id, key);
    },
    replace: async (key, formerMasterKeyId) => {
      step();
      if (rows.get(key.id)?.masterKeyId !== formerMasterKeyId) return false;
      rows.set(key.id, key);
      return true;
    },
    remove: async (id) => {
      step();
      rows.delete(id);
    },
  };
  return store;
}
