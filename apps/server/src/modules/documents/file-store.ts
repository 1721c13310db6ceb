import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { uuidv7 } from 'uuidv7';

/** Sealed files by the id of their document. What is put is durable when put() resolves, so that a row may name it. */
export interface FileStore {
  put(id: string, sealed: Buffer): Promise<void>;
  /** @throws ENOENT where nothing was put under that id */
  get(id: string): Promise<Buffer>;
  /** the bytes of files that were handed in before files were sealed: in the clear, by the SM3 of their bytes */
  getPlain(sm3: string): Promise<Buffer>;
  removePlain(sm3: string): Promise<void>;
  /** no harm where it is gone */
  remove(id: string): Promise<void>;
}

const SM3 = /^[0-9a-f]{64}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A file store in one folder: written beside, synced, then renamed into place; the folder's entry is synced too. */
export function createFolderStore(folder: string): FileStore {
  // The end of the id is random, its beginning a time: folders fill evenly.
  const pathOf = (id: string) => join(folder, shape(id, ID).slice(-2), id);
  const plainPathOf = (sm3: string) => join(folder, shape(sm3, SM3).slice(0, 2), sm3);
  const remove = async (path: string) => {
    await rm(path, { force: true });
    await syncFolder(dirname(path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  };
  return {
    async put(id, sealed) {
      const path = pathOf(id);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const beside = `${path}.${uuidv7()}`;
      await writeDurably(beside, sealed);
      await rename(beside, path);
      for (const entry of [dirname(path), folder]) await syncFolder(entry);
    },
    get: (id) => readFile(pathOf(id)),
    getPlain: (sm3) => readFile(plainPathOf(sm3)),
    removePlain: (sm3) => remove(plainPathOf(sm3)),
    remove: (id) => remove(pathOf(id)),
  };
}

function shape(name: string, wanted: RegExp): string {
  if (!wanted.test(name)) throw new Error(`no name of a stored file: ${name}`);
  return name;
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
