import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entry, Frame } from '@anjie/admission';

interface Row {
  readonly institution: string;
  readonly revision: number;
  readonly entry: Entry | null;
}

type Message =
  | { type: 'snapshot-begin'; epoch: string; revision: number }
  | { type: 'entries'; entries: Row[] }
  | { type: 'snapshot-end'; epoch: string; revision: number }
  | { type: 'frame'; frame: Frame }
  | { type: 'heartbeat'; epoch: string; revision: number };

/** A peer of the feed that holds what it was told, as strict as the protocol: a frame fits its own epoch and revision or is a fault. */
export class FeedReader {
  readonly entries = new Map<string, Row>();
  readonly faults: string[] = [];
  snapshots = 0;
  frames = 0;
  revision = -1;
  #epoch: string | null = null;
  #gathering: Row[] | null = null;
  #stopped = false;
  #connection: { destroy(): void } | null = null;
  readonly #running: Promise<void>;
  readonly #url: () => string;
  readonly #code: string;
  readonly #secret: string;

  constructor(url: () => string, code: string, secret: string) {
    this.#url = url;
    this.#code = code;
    this.#secret = secret;
    this.#running = this.#run();
  }

  /** breaks the connection; the reader comes back for what it missed */
  cut(): void {
    this.#connection?.destroy();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.cut();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#read().catch(() => {});
      await delay(50);
    }
  }

  #read(): Promise<void> {
    const known = this.#epoch === null ? '' : `?epoch=${this.#epoch}&after=${this.revision}`;
    const path = `/api/v1/enforcement/feed${known}`;
    const time = Date.now();
    const proof = createHmac('sm3', this.#secret)
      .update(`GET\n${path}\n${time}\n${createHash('sm3').digest('hex')}`)
      .digest('hex');
    const headers = { 'x-anjie-gateway': this.#code, 'x-anjie-time': String(time), 'x-anjie-mac': proof };
    return new Promise((resolve) => {
      const asking = request(`${this.#url()}${path}`, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) this.faults.push(`status ${response.statusCode}`);
        const lines = createInterface({ input: response });
        lines.on('line', (line) => this.#take(line, asking));
        response.on('error', () => {});
        lines.on('error', () => {});
        response.on('close', resolve);
      });
      this.#connection = asking;
      asking.on('error', () => resolve());
      asking.end();
    });
  }

  #take(line: string, asking: { destroy(): void }): void {
    let sealed: { body: string; mac: string };
    try {
      sealed = JSON.parse(line);
    } catch {
      // the last line of a killed server
      asking.destroy();
      return;
    }
    if (createHmac('sm3', this.#secret).update(sealed.body).digest('hex') !== sealed.mac) this.faults.push('wrong mac');
    const message = JSON.parse(sealed.body) as Message;
    if (message.type === 'snapshot-begin') this.#gathering = [];
    else if (message.type === 'entries') this.#gathering!.push(...message.entries);
    else if (message.type === 'snapshot-end') {
      this.entries.clear();
      for (const row of this.#gathering!) this.entries.set(row.institution, row);
      if (this.#epoch === message.epoch && message.revision < this.revision) this.faults.push(`snapshot back to ${message.revision}`);
      this.#epoch = message.epoch;
      this.revision = message.revision;
      this.snapshots += 1;
    } else if (message.type === 'frame') this.#apply(message.frame);
    else if (message.revision !== this.revision) this.faults.push(`heartbeat ${message.revision} at ${this.revision}`);
  }

  #apply(frame: Frame): void {
    if (frame.epoch !== this.#epoch || frame.previous !== this.revision)
      this.faults.push(`frame ${frame.previous}…${frame.revision} at ${this.revision}`);
    if (frame.revision <= frame.previous) this.faults.push(`frame goes back: ${frame.previous}…${frame.revision}`);
    for (const row of frame.entries) {
      const held = this.entries.get(row.institution);
      if (row.revision <= frame.previous || row.revision > frame.revision)
        this.faults.push(`entry ${row.revision} in ${frame.previous}…${frame.revision}`);
      if (held !== undefined && held.revision >= row.revision) this.faults.push(`entry ${row.revision} after ${held.revision}`);
      this.entries.set(row.institution, row);
    }
    this.revision = frame.revision;
    this.frames += 1;
  }
}
