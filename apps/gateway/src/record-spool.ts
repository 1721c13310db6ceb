import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { writeWhole } from './durable-file.ts';
import { listSegments, parseLine, readSegment, type Segment, segmentFile } from './spool-segment.ts';
import type { ForwardedRequest, TrafficRecord, UnnumberedRecord } from './traffic-record.ts';

const SEGMENT_BYTES = 8 * 1024 * 1024;
const WRITE_EVERY_MS = 10;
const SYNC_EVERY_MS = 200;
/** Lines held in memory while the disk takes none; above it the oldest are lost, counted, and an alarm stands. */
const HELD_LINES = 100_000;

/** How a record's line begins: what was delivered is passed over without parsing. */
const RECORD_START = '{"record":{"seq":';

/** What the spool remembers from before: to rebuild the replay window. */
export interface Remembered {
  /** forwarded requests, oldest first, without those that certainly never reached the platform */
  readonly forwarded: readonly ForwardedRequest[];
}

/**
 * The ledger of traffic on disk: append-only segments, written in groups off the request path, delivered to the server from there.
 * A request is noted when it is forwarded and again when it ends, so that a gateway that dies in between knows of it afterwards.
 */
export class RecordSpool {
  readonly remembered: Remembered;
  unreadable = 0;
  lost = 0;
  failing = false;
  #lines: string[] = [];
  #handle: FileHandle;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #syncedAt = 0;
  #next: number;
  readonly #folder: string;
  readonly #clock: () => number;
  readonly #segments: Segment[];

  private constructor(
    folder: string,
    segments: Segment[],
    handle: FileHandle,
    next: number,
    forwarded: ForwardedRequest[],
    clock: () => number,
  ) {
    this.#folder = folder;
    this.#segments = segments;
    this.#handle = handle;
    this.#next = next;
    this.#clock = clock;
    this.remembered = { forwarded };
  }

  /**
   * Opens the spool in `folder`. `acknowledged` is the last sequence the server has, so that numbers never go back even where the disk lost
   * its last group. Requests that were on their way when the gateway died get the record "interrupted".
   */
  static async open(folder: string, acknowledged: number, clock: () => number): Promise<RecordSpool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const forwarded = new Map<string, ForwardedRequest>();
    const underWay = new Map<string, ForwardedRequest>();
    const segments: Segment[] = [];
    let last = acknowledged;
    let unreadable = 0;
    for (const { file, first } of await listSegments(folder)) {
      const segment: Segment = { file, first, last: first - 1, lastAt: 0, bytes: 0 };
      const read = await readSegment(file, (line) => {
        if ('forwarding' in line) {
          forwarded.set(line.forwarding.id, line.forwarding);
          underWay.set(line.forwarding.id, line.forwarding);
          segment.lastAt = Math.max(segment.lastAt, line.forwarding.at);
        } else {
          underWay.delete(line.record.id);
          if (line.record.outcome === 'not-sent') forwarded.delete(line.record.id);
          segment.last = line.record.seq;
          segment.lastAt = Math.max(segment.lastAt, line.record.at + line.record.durationMs);
        }
      });
      segment.bytes = read.bytes;
      unreadable += read.unreadable;
      last = Math.max(last, segment.last);
      segments.push(segment);
    }
    const handle = await startSegment(folder, segments, last + 1);
    const spool = new RecordSpool(folder, segments, handle, last + 1, [...forwarded.values()], clock);
    spool.unreadable = unreadable;
    for (const request of underWay.values()) spool.append(interrupted(request, clock()));
    await spool.flush();
    return spool;
  }

  /** The sequence of the last record, 0 where there is none. */
  get last(): number {
    return this.#next - 1;
  }

  forwarding(request: ForwardedRequest): void {
    this.#push(JSON.stringify({ forwarding: request }));
  }

  append(record: UnnumberedRecord): void {
    this.#push(JSON.stringify({ record: { seq: this.#next, ...record } }));
    this.#next += 1;
  }

  /** Up to `limit` records after `seq` that are already in the files. */
  async read(seq: number, limit: number): Promise<TrafficRecord[]> {
    const found: TrafficRecord[] = [];
    for (const segment of this.#segments) {
      if (segment.last <= seq) continue;
      await using handle = await open(segment.file, 'r');
      for await (const text of handle.readLines({ autoClose: false })) {
        if (!text.startsWith(RECORD_START) || Number.parseInt(text.slice(RECORD_START.length, RECORD_START.length + 16), 10) <= seq)
          continue;
        const line = parseLine(text);
        if (line === null || !('record' in line)) continue;
        found.push(line.record);
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** Deletes segments that the server has whole and no replay window reaches any more. */
  async discard(acknowledged: number, before: number): Promise<void> {
    for (let oldest = this.#segments[0]; oldest !== undefined; oldest = this.#segments[0]) {
      const current = this.#segments.length === 1;
      if (current || oldest.last > acknowledged || oldest.lastAt >= before) return;
      await rm(oldest.file, { force: true });
      this.#segments.shift();
    }
  }

  /** Everything appended so far is in the files and on the disk. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#syncedAt = 0;
    await this.#write();
  }

  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    await this.#handle.close();
  }

  #push(line: string): void {
    if (this.#lines.length >= HELD_LINES) {
      this.#lines.shift();
      this.lost += 1;
    }
    this.#lines.push(line);
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, WRITE_EVERY_MS).unref();
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeGroup()).catch(() => this.#held());
    return this.#writing;
  }

  async #writeGroup(): Promise<void> {
    if (this.#lines.length === 0) return;
    const segment = this.#segments.at(-1) as Segment;
    const lines = this.#lines;
    const last = this.#next - 1;
    this.#lines = [];
    const text = `${lines.join('\n')}\n`;
    try {
      await writeWhole(this.#handle, Buffer.from(text), segment.bytes);
    } catch (error) {
      this.#lines = lines.concat(this.#lines);
      throw error;
    }
    this.failing = false;
    segment.bytes += Buffer.byteLength(text);
    segment.last = last;
    segment.lastAt = this.#clock();
    if (Date.now() - this.#syncedAt >= SYNC_EVERY_MS) {
      await this.#handle.datasync();
      this.#syncedAt = Date.now();
    }
    if (segment.bytes >= SEGMENT_BYTES) await this.#rotate();
  }

  async #rotate(): Promise<void> {
    const full = this.#handle;
    this.#handle = await startSegment(this.#folder, this.#segments, (this.#segments.at(-1) as Segment).last + 1);
    await full.datasync();
    await full.close();
  }

  #held(): void {
    this.failing = true;
    this.#schedule();
  }
}

async function startSegment(folder: string, segments: Segment[], first: number): Promise<FileHandle> {
  const current = segments.at(-1);
  if (current !== undefined && current.bytes < SEGMENT_BYTES) return open(current.file, 'r+');
  const file = segmentFile(folder, first);
  const handle = await open(file, 'w', 0o600);
  segments.push({ file, first, last: first - 1, lastAt: 0, bytes: 0 });
  return handle;
}

function interrupted(request: ForwardedRequest, now: number): UnnumberedRecord {
  const durationMs = Math.max(0, now - request.at);
  return {
    ...request,
    verdict: 'forwarded',
    refusal: null,
    clause: null,
    outcome: 'interrupted',
    status: 0,
    findings: 0,
    durationMs,
    bytesOut: 0,
  };
}
