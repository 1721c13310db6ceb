import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordSpool } from './record-spool.ts';
import { postToServer, type ServerIdentity } from './server-client.ts';

const BATCH = 500;
const IDLE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export interface DeliveryOptions {
  readonly identity: ServerIdentity;
  readonly spool: RecordSpool;
  readonly folder: string;
  readonly instance: string;
  readonly acknowledged: number;
  /** the oldest instant that a replay window still reaches, epoch ms */
  readonly keepAfter: () => number;
}

/** The last sequence that the server acknowledged before, 0 at first. */
export async function readAcknowledged(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'delivered.json'), 'utf8').catch(() => '{}');
  try {
    const { acknowledged } = JSON.parse(text) as { acknowledged?: unknown };
    return Number.isSafeInteger(acknowledged) ? (acknowledged as number) : 0;
  } catch {
    return 0;
  }
}

/** Brings the records to the server in batches, in order, from the spool; goes on after an outage where the server's count stands. */
export class RecordDelivery {
  acknowledged: number;
  #pause = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.acknowledged = options.acknowledged;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Stops after one last attempt. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#deliver().catch(() => false);
  }

  #schedule(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#round();
    }, afterMs).unref();
  }

  async #round(): Promise<void> {
    let more = false;
    try {
      more = await this.#deliver();
      this.#pause = 0;
    } catch {
      this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2 || 500);
    }
    if (!this.#stopped) this.#schedule(this.#pause || (more ? 0 : IDLE_MS));
  }

  /** Returns whether more is waiting. */
  async #deliver(): Promise<boolean> {
    const { identity, spool, instance, keepAfter } = this.#options;
    if (spool.last <= this.acknowledged) return false;
    const records = await spool.read(this.acknowledged, BATCH);
    if (records.length === 0) return false;
    const reply = (await postToServer(identity, '/api/v1/enforcement/records', { instance, records })) as { acknowledged?: unknown };
    const count = reply?.acknowledged;
    if (!Number.isSafeInteger(count)) throw new Error('the server acknowledged no sequence');
    this.acknowledged = Math.min(count as number, spool.last);
    await this.#keep();
    await spool.discard(this.acknowledged, keepAfter());
    return records.length === BATCH;
  }

  async #keep(): Promise<void> {
    const file = join(this.#options.folder, 'delivered.json');
    await writeFile(`${file}.new`, JSON.stringify({ acknowledged: this.acknowledged }), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}
