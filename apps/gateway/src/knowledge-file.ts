/**
 * Admission knowledge on disk.
 *
 * `snapshot.ndjson`: a header, one line per entry, order, policy and the settings, a trailer with the SM3 of every byte before it.
 * `journal-N.ndjson`: the changes since, one line each, N the number of its first line. Each line carries a running checksum
 * (SM3 over the one before it and its own text), so that a line taken out, put in or changed breaks every line after it.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, GatewayPolicy } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi/sm3';
import type { EntryChange, GatewaySettings, OrderChange } from './feed-message.ts';

export const SNAPSHOT_FORMAT = 'anjie-knowledge/1';

export interface SnapshotHeader {
  readonly format: string;
  readonly epoch: string;
  readonly revision: number;
  /** number of the last journal line that is contained */
  readonly seq: number;
}

export type SnapshotLine =
  | { readonly entry: EntryChange }
  | { readonly order: OrderChange }
  | { readonly policy: GatewayPolicy }
  | { readonly settings: GatewaySettings };

export interface SnapshotTrailer {
  readonly end: true;
  /** running checksum from which the journal goes on */
  readonly chain: string;
  /** SM3 of every byte before this line, and of the chain */
  readonly checksum: string;
}

/** What a journal line tells. */
export type Change =
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'settings'; readonly settings: GatewaySettings; readonly revision: number };

export interface JournalLine {
  readonly seq: number;
  readonly chain: string;
  /** JSON text of a Change */
  readonly body: string;
}

export function snapshotFile(folder: string): string {
  return join(folder, 'snapshot.ndjson');
}

export function journalFile(folder: string, first: number): string {
  return join(folder, `journal-${String(first).padStart(15, '0')}.ndjson`);
}

/** Journal files, oldest first. */
export async function listJournals(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /^journal-\d{15}\.ndjson$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

export function nextChain(chain: string, body: string): string {
  return sm3Hex(chain + body);
}

export function trailerOf(hash: { digest(encoding: 'hex'): string; update(text: string): unknown }, chain: string): SnapshotTrailer {
  hash.update(chain);
  return { end: true, chain, checksum: hash.digest('hex') };
}

/** Writes a snapshot file line by line; nobody sees it before it is renamed. */
export class SnapshotWriter {
  readonly file: string;
  #text = '';
  readonly #hash = createHash('sm3');
  readonly #handle: FileHandle;

  private constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  static async create(file: string, header: SnapshotHeader): Promise<SnapshotWriter> {
    const writer = new SnapshotWriter(file, await open(file, 'w', 0o600));
    writer.#add(JSON.stringify(header));
    return writer;
  }

  async lines(lines: Iterable<SnapshotLine>): Promise<void> {
    for (const line of lines) await this.text(JSON.stringify(line));
  }

  /** One line that is JSON text already. */
  async text(line: string): Promise<void> {
    this.#add(line);
    if (this.#text.length >= 1 << 20) await this.#drain();
  }

  /** Ends the file with its trailer and brings it to the disk. Returns the trailer. */
  async end(chain: string): Promise<SnapshotTrailer> {
    await this.#drain();
    const trailer = trailerOf(this.#hash, chain);
    this.#text = `${JSON.stringify(trailer)}\n`;
    await this.#handle.writeFile(this.#text);
    await this.#handle.sync();
    await this.#handle.close();
    return trailer;
  }

  async abandon(): Promise<void> {
    await this.#handle.close();
  }

  #add(line: string): void {
    this.#text += `${line}\n`;
  }

  async #drain(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    this.#hash.update(bytes);
    await this.#handle.writeFile(bytes);
  }
}
