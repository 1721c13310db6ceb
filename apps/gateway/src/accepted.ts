import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sm3Hex } from '@anjie/guomi/sm3';
import { replaceFile, syncFolder } from './durable-file.ts';
import type { Withheld } from './new-epoch.ts';

/** How far this gateway has come; kept apart from the knowledge itself, so that older or foreign knowledge is noticed. */
export interface Accepted {
  readonly epoch: string;
  readonly revision: number;
  /** number of the last journal line that counts */
  readonly seq: number;
  /** running checksum up to that line (knowledge-file.ts) */
  readonly chain: string;
  /** checksum of the list of withheld institutions, null where nothing is withheld */
  readonly withheld: string | null;
}

/** `broken`: something is there and cannot be trusted. */
export type Kept<T> = { readonly state: 'absent' } | { readonly state: 'broken' } | { readonly state: 'whole'; readonly value: T };

interface Sealed {
  readonly value: unknown;
  readonly checksum: string;
}

export async function readAccepted(folder: string): Promise<Kept<Accepted>> {
  return readSealed<Accepted>(join(folder, 'accepted.json'));
}

export async function writeAccepted(folder: string, accepted: Accepted): Promise<void> {
  await writeSealed(join(folder, 'accepted.json'), accepted);
}

export async function readWithheld(folder: string): Promise<Kept<Withheld> & { readonly checksum?: string }> {
  const kept = await readSealed<Withheld>(join(folder, 'withheld.json'));
  return kept.state === 'whole' ? { ...kept, checksum: sm3Hex(JSON.stringify(kept.value)) } : kept;
}

/** Writes the list of withheld institutions, or removes it. Returns its checksum for `accepted.json`. */
export async function writeWithheld(folder: string, withheld: Withheld | null): Promise<string | null> {
  const file = join(folder, 'withheld.json');
  if (withheld !== null) return writeSealed(file, withheld);
  await rm(file, { force: true });
  await syncFolder(folder);
  return null;
}

async function writeSealed(file: string, value: unknown): Promise<string> {
  const checksum = sm3Hex(JSON.stringify(value));
  await replaceFile(file, JSON.stringify({ value, checksum } satisfies Sealed));
  return checksum;
}

async function readSealed<T>(file: string): Promise<Kept<T>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { state: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'broken' };
  }
  try {
    const { value, checksum } = JSON.parse(text) as Sealed;
    return sm3Hex(JSON.stringify(value)) === checksum ? { state: 'whole', value: value as T } : { state: 'broken' };
  } catch {
    return { state: 'broken' };
  }
}
