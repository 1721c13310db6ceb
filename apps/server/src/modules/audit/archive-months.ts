import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ArchivedRow, type ArchiveVerdict, archiveHead, exportLine, splitLines, verifyArchive } from '@anjie/audit-trail';
import type { Sm2PublicKey } from '@anjie/guomi';
import { businessDate, type Clock, startOfDate } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import {
  type ArchiveRecord,
  findArchive,
  insertArchive,
  instantAfter,
  lastArchive,
  restoreRows,
  signedBefore,
  tryArchiveLock,
  waitForArchiveLock,
} from './archive.store.ts';
import { refuse } from './audit.errors.ts';
import { storedRows } from './audit.store.ts';
import type { AuditKeys } from './audit-keys.ts';
import { checkpointsBetween } from './checkpoint.store.ts';

const LOOK_MS = 60_000;
const FAULT_MS = 5000;
const AT_ONCE = 1000;
const PART = '.part';

interface ArchiveParts {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly installation: string;
  readonly folder: string;
  readonly keys: AuditKeys;
}

/**
 * Writes each month of the audit into a file of its own once it has ended and is signed; the rows stay where they are. A file counts when it is
 * whole, durable and recorded: a server that is killed leaves a part, which the next one takes away and begins again.
 */
export function startArchiveWork(parts: ArchiveParts): { wake(): void; close(): Promise<void> } {
  const closing = new AbortController();
  let pausing = new AbortController();
  const run = async () => {
    while (!closing.signal.aborted) {
      let pause = LOOK_MS;
      try {
        while (await archiveNext(parts, closing.signal));
      } catch (error) {
        if (!closing.signal.aborted) parts.log.warn('audit-archive-waits', { error: String(error) });
        pause = FAULT_MS;
      }
      pausing = new AbortController();
      await delay(pause, undefined, { signal: AbortSignal.any([closing.signal, pausing.signal]) }).catch(() => {});
    }
  };
  const running = run();
  return {
    wake: () => pausing.abort(),
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** Archives the earliest month that has ended, if there is one. */
async function archiveNext(parts: ArchiveParts, stop: AbortSignal): Promise<boolean> {
  return parts.transactor.asSystem(newRequestId(), async (tx) => {
    if (!(await tryArchiveLock(tx.db))) return false;
    const last = await lastArchive(tx.db);
    const found = await nextMonth(tx, last, parts.clock.now());
    if (found === null) return false;
    const { month, to } = found;
    const from = (last?.to_seq ?? 0) + 1;
    const previous = last?.last_hash ?? Buffer.alloc(32);
    const written = await writeArchive(tx, parts, { month, from, to, previous }, stop);
    await insertArchive(tx.db, { month, from_seq: from, to_seq: to, previous, ...written, written_at: parts.clock.now() });
    tx.audit({ event: 'audit-archived', object: { kind: 'audit-archive', id: month }, detail: { from, to, sm3: written.sm3 } });
    return true;
  });
}

/** The month after the last archived one with signed rows, and up to which row they are signed; null: none has ended. */
async function nextMonth(tx: Tx, last: ArchiveRecord | null, now: Date): Promise<{ month: string; to: number } | null> {
  const first = await instantAfter(tx.db, last?.to_seq ?? 0);
  if (first === null) return null;
  const current = businessDate(now).slice(0, 7);
  for (let month = later(businessDate(first).slice(0, 7), last?.month ?? null); month < current; month = following(month)) {
    const to = await signedBefore(tx.db, startOfDate(`${following(month)}-01`));
    if (to !== null && to > (last?.to_seq ?? 0)) return { month, to };
  }
  return null;
}

const later = (month: string, archived: string | null) => (archived === null || month > archived ? month : following(archived));

function following(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

async function writeArchive(
  tx: Tx,
  { installation, folder, keys }: ArchiveParts,
  of: { month: string; from: number; to: number; previous: Buffer },
  stop: AbortSignal,
): Promise<{ last_hash: Buffer; sm3: string; bytes: number; file: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const left of await readdir(folder)) if (left.endsWith(PART)) await rm(join(folder, left), { force: true });
  const file = `audit-${of.month}.txt`;
  const path = join(folder, file);
  const stream = createWriteStream(`${path}${PART}`, { flags: 'wx', mode: 0o600 });
  await once(stream, 'open');
  const hash = createHash('sm3');
  let bytes = 0;
  const write = async (text: string) => {
    hash.update(text);
    bytes += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
  };
  try {
    const checkpoints = new Map((await checkpointsBetween(tx.db, of.from, of.to)).map((one) => [one.size, one]));
    await write(archiveHead({ installation, month: of.month, from: of.from, to: of.to, previous: of.previous.toString('hex') }));
    for (const change of await keys.changes(tx.db)) if (change.after < of.to) await write(exportLine({ change }));
    let last = of.previous;
    let rows = 0;
    for await (const row of storedRows(tx.db, of.from - 1, of.to)) {
      stop.throwIfAborted();
      const checkpoint = checkpoints.get(row.seq);
      await write(`${exportLine({ row })}${checkpoint === undefined ? '' : exportLine({ checkpoint })}`);
      last = Buffer.from(row.hash);
      rows += 1;
    }
    await write(exportLine({ end: { rows, checkpoints: checkpoints.size } }));
    stream.end();
    await once(stream, 'finish');
    await durable(`${path}${PART}`);
    await rename(`${path}${PART}`, path);
    await durable(folder);
    return { last_hash: last, sm3: hash.digest('hex'), bytes, file };
  } finally {
    stream.destroy();
  }
}

async function durable(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const linesOf = (path: string) => splitLines(createReadStream(path) as AsyncIterable<Buffer>);

/** Whether the file of a month is what was archived. @throws audit-archive-unknown, audit-archive-missing */
export async function verifyMonth(
  tx: Pick<Tx, 'db'>,
  folder: string,
  month: string,
  keys: readonly Sm2PublicKey[],
): Promise<ArchiveVerdict> {
  const record = await recordOf(tx, month);
  return asRecorded(await readMonth(folder, record, keys), record);
}

/**
 * Puts back the rows of a month that are missing in the database, from its file, once the whole file is found to be what was signed. What
 * stands there is not touched.
 *
 * @throws audit-archive-unknown, audit-archive-missing, audit-archive-altered
 */
export async function restoreMonth(tx: Tx, folder: string, month: string, keys: readonly Sm2PublicKey[]) {
  await tx.unsafeAsSystem((db) => waitForArchiveLock(db));
  const record = await recordOf(tx, month);
  const verdict = asRecorded(await readMonth(folder, record, keys), record);
  if (!verdict.ok) refuse('audit-archive-altered', { path: 'params.month', value: month, rule: verdict.fault?.en ?? '' });
  let waiting: ArchivedRow[] = [];
  const result = { restored: 0, differing: 0 };
  const put = async () => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    const { restored, differing } = await tx.unsafeAsSystem((db) => restoreRows(db, batch));
    result.restored += restored;
    result.differing += differing;
  };
  await readMonth(folder, record, keys, async (row) => {
    waiting.push(row);
    if (waiting.length === AT_ONCE) await put();
  });
  await put();
  tx.audit({ event: 'audit-month-restored', object: { kind: 'audit-archive', id: month }, detail: { rows: verdict.rows, ...result } });
  return { month, rows: verdict.rows, ...result };
}

async function recordOf(tx: Pick<Tx, 'db'>, month: string): Promise<ArchiveRecord> {
  return (await findArchive(tx.db, month)) ?? refuse('audit-archive-unknown', { path: 'params.month', value: month });
}

async function readMonth(folder: string, record: ArchiveRecord, keys: readonly Sm2PublicKey[], each?: (row: ArchivedRow) => Promise<void>) {
  try {
    return await verifyArchive(linesOf(join(folder, record.file)), keys, each);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return refuse('audit-archive-missing', { path: 'params.month', value: record.file });
  }
}

/** A whole archive of another installation, month or place in the chain is not this one. */
function asRecorded(verdict: ArchiveVerdict, record: ArchiveRecord): ArchiveVerdict {
  const { head } = verdict;
  if (!verdict.ok || head === null) return verdict;
  const same =
    head.month === record.month &&
    head.from === record.from_seq &&
    head.to === record.to_seq &&
    head.previous === record.previous.toString('hex') &&
    verdict.lastHash?.equals(record.last_hash);
  return same ? verdict : { ...verdict, ok: false, fault: { zh: '不是登记的那份归档', en: 'this is not the archive that was recorded' } };
}
