import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ForwardedRequest, TrafficRecord } from './traffic-record.ts';

/** A line of the spool: a request on its way, or its record. */
export type SpoolLine = { readonly forwarding: ForwardedRequest } | { readonly record: TrafficRecord };

export interface Segment {
  readonly file: string;
  /** sequence of the first and last record in it; last < first where there is none yet */
  readonly first: number;
  last: number;
  /** when its last line was written, epoch ms */
  lastAt: number;
  bytes: number;
}

const NAME = /^records-(\d{15})\.ndjson$/;

export function segmentFile(folder: string, first: number): string {
  return join(folder, `records-${String(first).padStart(15, '0')}.ndjson`);
}

/** Files of the spool in order of their records. */
export async function listSegments(folder: string): Promise<{ file: string; first: number }[]> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  return names.map((name) => ({ file: join(folder, name), first: Number(NAME.exec(name)?.[1]) }));
}

/**
 * Reads a segment as it was left. A torn last line (the process died while writing) is cut off; a line that cannot be read is skipped and
 * counted, for the ledger of traffic must not keep the gateway from starting.
 */
export async function readSegment(file: string, onLine: (line: SpoolLine) => void): Promise<{ bytes: number; unreadable: number }> {
  const bytes = await readFile(file);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) {
    await using handle = await open(file, 'r+');
    await handle.truncate(whole);
  }
  let unreadable = 0;
  for (const text of bytes.subarray(0, whole).toString('utf8').split('\n')) {
    if (text === '') continue;
    const line = parseLine(text);
    if (line === null) unreadable += 1;
    else onLine(line);
  }
  return { bytes: whole, unreadable };
}

export function parseLine(text: string): SpoolLine | null {
  try {
    const line = JSON.parse(text) as SpoolLine;
    return typeof line === 'object' && line !== null && ('record' in line || 'forwarding' in line) ? line : null;
  } catch {
    return null;
  }
}
