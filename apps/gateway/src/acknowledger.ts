import type { CutOffWatch, Verified } from './cut-off-watch.ts';
import { postToServer, type ServerIdentity } from './server-client.ts';

const COALESCE_MS = 50;
const REPEAT_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const LONGEST_LIST = 1_000;
/** A third of the silence after which the portal calls a gateway lost. */
const SIGN_OF_LIFE_MS = 10_000;

/** What has become durable here. */
export interface Durable {
  readonly epoch: string;
  readonly revision: number;
  /** epoch ms */
  readonly appliedAt: number;
  /** out of service: nothing passes, and nothing will after a restart */
  readonly retired: boolean;
}

/** A new epoch that waits for a person. */
export interface EpochReport {
  readonly epoch: string;
  readonly previousEpoch: string | null;
  readonly withheld: readonly string[];
}

/**
 * Tells the server what this gateway has applied durably, what is left of narrowed grants, and what it withholds in a new epoch; again until
 * the server has it and nothing is left. While nothing changes it says so every ten seconds: who is silent may be lost.
 */
export class Acknowledger {
  readonly #identity: ServerIdentity;
  readonly #instance: string;
  readonly #watch: CutOffWatch;
  readonly #skewMs: () => number;
  readonly #signOfLife: NodeJS.Timeout;
  #durable: Durable | null = null;
  #owed = false;
  #report: EpochReport | null = null;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = 0;
  #posting: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @param skewMs the gateway's clock less the server's, as last heard */
  constructor(identity: ServerIdentity, instance: string, watch: CutOffWatch, skewMs: () => number, signOfLifeMs = SIGN_OF_LIFE_MS) {
    this.#identity = identity;
    this.#instance = instance;
    this.#watch = watch;
    this.#skewMs = skewMs;
    this.#signOfLife = setInterval(() => this.again(), signOfLifeMs).unref();
  }

  durable(durable: Durable): void {
    this.#durable = durable;
    this.again();
  }

  /** Says once more what stands: after a new connection the server may not know it. */
  again(): void {
    if (this.#durable === null) return;
    this.#owed = true;
    this.#schedule(COALESCE_MS);
  }

  reportEpoch(report: EpochReport | null): void {
    this.#report = report;
    if (report !== null) this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#signOfLife);
    await this.#posting;
  }

  #schedule(afterMs: number): void {
    if (this.#stopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#posting = this.#round();
    }, this.#pauseMs || afterMs).unref();
  }

  async #round(): Promise<void> {
    try {
      await this.#postReport();
      await this.#postAcknowledgements();
      this.#pauseMs = 0;
    } catch {
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || 250);
    }
    this.#timer = undefined;
    if (this.#owed || this.#report !== null) this.#schedule(COALESCE_MS);
    else if (this.#due().length > 0) this.#schedule(REPEAT_MS);
  }

  async #postReport(): Promise<void> {
    const report = this.#report;
    if (report === null) return;
    await postToServer(this.#identity, '/api/v1/enforcement/epoch-reports', report);
    if (this.#report === report) this.#report = null;
  }

  async #postAcknowledgements(): Promise<void> {
    for (let verified = this.#due(); this.#owed || verified.length > 0; verified = verified.slice(LONGEST_LIST)) {
      // Read anew each time: what became durable while the last post was under way is owed too.
      const durable = this.#durable;
      if (durable === null) return;
      const part = verified.slice(0, LONGEST_LIST);
      this.#owed = false;
      try {
        await postToServer(this.#identity, '/api/v1/enforcement/acknowledgements', {
          instance: this.#instance,
          ...durable,
          skewMs: Math.round(this.#skewMs()),
          verified: part,
        });
      } catch (error) {
        this.#owed = true;
        throw error;
      }
      this.#watch.delivered(part);
    }
  }

  /** Reports of what is durable: a revision still on its way to the disk may be forgotten by a power cut. */
  #due(): Verified[] {
    const revision = this.#durable?.revision ?? -1;
    return this.#watch.report().filter((report) => report.revision <= revision);
  }
}
