import { createReadStream } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { sm3Hex } from '@anjie/guomi';
import { uuidv7 } from 'uuidv7';

/** Files by the SM3 of their bytes. What is put is durable when put() resolves, so that a row may name it. */
export interface FileStore {
  /** puts the same bytes twice without harm; resolves to their SM3 in hex */
  put(bytes: Buffer): Promise<string>;
  /** @throws ENOENT where nothing was put under that SM3 */
  open(sm3: string): Promise<Readable>;
}

const SM3 = /^[0-9a-f]{64}$/;

/** A file store in one folder: written beside, synced, then renamed into place; the folder's entry is synced too. */
export function createFolderStore(folder: string): FileStore {
  const pathOf = (sm3: string) => {
    if (!SM3.test(sm3)) throw new Error(`no SM3: ${sm3}`);
    return join(folder, sm3.slice(0, 2), sm3);
  };
  return {
    async put(bytes) {
      const sm3 = sm3Hex(bytes);
      const path = pathOf(sm3);
      if (await exists(path)) return sm3;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const beside = `${path}.${uuidv7()}`;
      await writeDurably(beside, bytes);
      await rename(beside, path);
      for (const entry of [dirname(path), folder]) await syncFolder(entry);
      return sm3;
    },
    async open(sm3) {
      const path = pathOf(sm3);
      await stat(path);
      return createReadStream(path);
    },
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
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
