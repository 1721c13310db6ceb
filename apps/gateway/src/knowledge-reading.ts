import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import {
  type Change,
  type JournalLine,
  nextChain,
  SNAPSHOT_FORMAT,
  type SnapshotHeader,
  type SnapshotLine,
  type SnapshotTrailer,
  snapshotFile,
  trailerOf,
} from './knowledge-file.ts';

/** Why knowledge on disk is not used. */
export type DiskReason = 'missing' | 'truncated' | 'altered' | 'foreign-epoch';

/** Knowledge on disk that must not be used; `where` names the file and the place. */
export class DiskKnowledgeError extends Error {
  override readonly name = 'DiskKnowledgeError';
  readonly reason: DiskReason;
  readonly where: string;
  constructor(reason: DiskReason, where: string) {
    super(`${reason}: ${where}`);
    this.reason = reason;
    this.where = where;
  }
}

/** Lines of a file as text; `torn` marks a last line without its end. */
async function* linesOf(file: string): AsyncGenerator<{ text: string; torn: boolean }> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) yield { text, torn: false };
  }
  if (rest !== '') yield { text: rest, torn: true };
}

function parseLine<T>(text: string, where: string): T {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // said below, with the place
  }
  throw new DiskKnowledgeError('altered', where);
}

/**
 * Reads a snapshot and hands its lines over, each as value and text. Returns header and trailer once every byte is proven; what was handed
 * over counts only then. Throws DiskKnowledgeError.
 */
export async function readSnapshot(
  folder: string,
  onHeader: (header: SnapshotHeader) => void,
  onLine: (line: SnapshotLine, text: string) => void | Promise<void>,
): Promise<{ header: SnapshotHeader; trailer: SnapshotTrailer }> {
  const file = snapshotFile(folder);
  if (!(await stat(file).catch(() => null))) throw new DiskKnowledgeError('missing', file);
  const hash = createHash('sm3');
  let header: SnapshotHeader | undefined;
  let trailer: SnapshotTrailer | undefined;
  let number = 0;
  for await (const { text, torn } of linesOf(file)) {
    number += 1;
    const where = `${file}:${number}`;
    if (torn) throw new DiskKnowledgeError('truncated', where);
    if (trailer !== undefined) throw new DiskKnowledgeError('altered', where);
    if (text.startsWith('{"end":true')) {
      trailer = parseLine<SnapshotTrailer>(text, where);
      continue;
    }
    hash.update(`${text}\n`);
    if (header === undefined) {
      header = parseLine<SnapshotHeader>(text, where);
      if (header.format !== SNAPSHOT_FORMAT) throw new DiskKnowledgeError('altered', where);
      onHeader(header);
    } else await onLine(parseLine<SnapshotLine>(text, where), text);
  }
  if (header === undefined || trailer === undefined) throw new DiskKnowledgeError('truncated', `${file}:${number}`);
  if (trailerOf(hash, trailer.chain).checksum !== trailer.checksum) throw new DiskKnowledgeError('altered', file);
  return { header, trailer };
}

/** Where the journal stands after it was read. */
export interface JournalEnd {
  readonly seq: number;
  readonly chain: string;
}

/**
 * Reads the journal from the snapshot's line on and hands over each change. A torn line at the very end that was never accepted is cut off:
 * nobody was told of it. Throws DiskKnowledgeError where a line is wrong, or the journal ends before what was accepted.
 */
export async function readJournal(
  files: readonly string[],
  start: JournalEnd,
  accepted: JournalEnd,
  onChange: (change: Change, line: JournalLine) => void | Promise<void>,
): Promise<JournalEnd> {
  let end = start;
  for (const [index, file] of files.entries()) {
    const bytes = await readFile(file);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    let number = 0;
    for (const text of bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)) {
      number += 1;
      const where = `${file}:${number}`;
      const line = parseLine<JournalLine>(text, where);
      if (line.seq <= end.seq) continue;
      if (line.seq !== end.seq + 1 || nextChain(end.chain, line.body) !== line.chain) throw new DiskKnowledgeError('altered', where);
      end = { seq: line.seq, chain: line.chain };
      if (end.seq === accepted.seq && end.chain !== accepted.chain) throw new DiskKnowledgeError('altered', where);
      await onChange(parseLine<Change>(line.body, where), line);
    }
    if (whole < bytes.length) {
      if (index < files.length - 1) throw new DiskKnowledgeError('truncated', `${file}:${number + 1}`);
      if (end.seq >= accepted.seq) await cut(file, whole);
    }
  }
  if (end.seq < accepted.seq) throw new DiskKnowledgeError('truncated', files.at(-1) ?? 'journal');
  return end;
}

async function cut(file: string, length: number): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.truncate(length);
  await handle.sync();
}
