import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes names that were created, renamed or removed in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** Replaces a small file at once: a reader, or the next start, sees the old text or the new one, never a mixture. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const next = `${file}.new`;
  {
    await using handle = await open(next, 'w', 0o600);
    await handle.writeFile(text);
    await handle.sync();
  }
  await rename(next, file);
  await syncFolder(dirname(file));
}

/** Writes at a fixed place, so that a group that failed half-way is written over, not doubled. */
export async function writeWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
