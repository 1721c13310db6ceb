import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './durable-file.ts';

/** The name of this data folder, made once: acknowledgements and the numbers of records belong to it, over all restarts. */
export async function instanceOf(folder: string): Promise<string> {
  const file = join(folder, 'instance');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (/^[0-9a-f-]{36}$/.test(kept)) return kept;
  const instance = randomUUID();
  await replaceFile(file, `${instance}\n`);
  return instance;
}
