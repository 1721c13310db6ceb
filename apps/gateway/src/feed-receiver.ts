import { createHash } from 'node:crypto';
import type { ConnectionRegister } from './connection-register.ts';
import type { CutOffWatch } from './cut-off-watch.ts';
import type { FeedReceiver, Position } from './feed-client.ts';
import {
  type EntriesMessage,
  FeedLineError,
  type FeedMessage,
  type GatewaySettings,
  type SnapshotBegin,
  type SnapshotEnd,
} from './feed-message.ts';
import { inSlices } from './in-slices.ts';
import { closedBy, type Knowledge } from './knowledge.ts';
import { KnowledgeContent } from './knowledge-content.ts';
import type { SnapshotWriter } from './knowledge-file.ts';
import type { KnowledgeStore } from './knowledge-store.ts';
import { type Candidate, candidateOf, compareEpochs, type Withheld } from './new-epoch.ts';
import type { Alarms } from './status.ts';

/** The server's clock and the gateway's may differ by this much. */
const SKEW_MS = 2_000;
const EVERYTHING = 0b111111_111111;

/** What was accepted before this process began; see KnowledgeStore.open. */
export interface Before {
  /** null: nothing ever; undefined: it cannot be told */
  readonly epoch: string | null | undefined;
  readonly revision: number;
  /** what was withheld; undefined: there was a list and it is lost */
  readonly withheld: Withheld | null | undefined;
}

export interface FeedParts {
  readonly knowledge: Knowledge;
  readonly store: KnowledgeStore;
  readonly watch: CutOffWatch;
  readonly connections: ConnectionRegister;
  readonly alarms: Alarms;
  readonly before: Before;
  /** A new epoch's list stands, or null: nothing is withheld. */
  onWithheld(withheld: Withheld | null): void;
  /** The connection is up and what is known is what the server has. */
  onCurrent(): void;
}

interface Reception {
  readonly begin: SnapshotBegin;
  readonly content: KnowledgeContent;
  readonly writer: SnapshotWriter;
  readonly hash: { update(text: string): unknown; digest(encoding: 'hex'): string };
  readonly candidates: Candidate[];
  /** institutions that changed since what is known */
  readonly changed: Set<string>;
  entries: number;
}

/** The feed goes on from somewhere else than this gateway stands: a full snapshot is due. */
class FeedGap extends Error {
  override readonly name = 'FeedGap';
}

/** Takes the feed's messages: a snapshot is put in place whole or not at all, a frame is applied only where it joins on. */
export class KnowledgeFeed implements FeedReceiver {
  readonly #parts: FeedParts;
  #accepted: Before;
  #reception: Reception | null = null;
  #wantsSnapshot = false;
  /** nothing was heard yet on this connection */
  #silent = true;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#accepted = parts.before;
  }

  position(): Position | null {
    const { knowledge } = this.#parts;
    if (this.#wantsSnapshot || knowledge.state !== 'ready' || knowledge.epoch === null) return null;
    return { epoch: knowledge.epoch, revision: knowledge.revision };
  }

  async take(message: FeedMessage, body: string): Promise<void> {
    switch (message.type) {
      case 'snapshot-begin':
        return this.#begin(message);
      case 'entries':
        return this.#entries(message, body);
      case 'snapshot-end':
        return this.#end(message);
      case 'frame':
        if (this.#reception !== null) throw new FeedLineError('a frame came inside a snapshot');
        this.#frame(message.frame);
        this.#settings(message.settings);
        return this.#heard(message.frame.serverTime);
      case 'heartbeat':
        if (this.#reception !== null) return;
        this.#join(message.epoch, message.revision);
        this.#settings(message.settings);
        return this.#heard(message.serverTime);
    }
  }

  async ended(error: unknown): Promise<void> {
    const { alarms } = this.#parts;
    if (error instanceof FeedGap) alarms.count('feed-gap');
    else if (error instanceof FeedLineError) alarms.count('feed-line');
    alarms.set('feed-away', error !== null);
    this.#silent = true;
    const { writer } = this.#reception ?? {};
    this.#reception = null;
    await writer?.abandon();
  }

  async #begin(begin: SnapshotBegin): Promise<void> {
    if (this.#reception !== null) throw new FeedLineError('a snapshot began inside another');
    if (begin.epoch === this.#accepted.epoch && begin.revision < this.#accepted.revision) {
      this.#parts.alarms.count('snapshot-older');
      throw new FeedLineError(`the snapshot of revision ${begin.revision} is older than what was accepted, ${this.#accepted.revision}`);
    }
    this.#reception = {
      begin,
      content: new KnowledgeContent(),
      writer: await this.#parts.store.receive(begin.epoch, begin.revision),
      hash: createHash('sm3'),
      candidates: [],
      changed: new Set(),
      entries: 0,
    };
  }

  async #entries({ entries }: EntriesMessage, body: string): Promise<void> {
    const reception = this.#reception;
    if (reception === null) throw new FeedLineError('entries came outside a snapshot');
    reception.hash.update(body);
    reception.content.apply(entries, [], []);
    reception.entries += entries.length;
    const known = this.#parts.knowledge.state === 'ready' ? this.#parts.knowledge.revision : -1;
    const compares = this.#mustCompare(reception.begin.epoch);
    for (const { entry, revision } of entries) {
      if (entry === null) continue;
      if (compares) reception.candidates.push(candidateOf(entry));
      if (revision > known || compares) reception.changed.add(entry.code);
    }
    await reception.writer.lines(entries.map((entry) => ({ entry })));
  }

  async #end(end: SnapshotEnd): Promise<void> {
    const reception = this.#reception;
    if (reception === null) throw new FeedLineError('a snapshot ended that had not begun');
    const { begin, content, writer } = reception;
    const whole = reception.entries === begin.entries && end.orders.length === begin.orders && reception.hash.digest('hex') === end.digest;
    if (!whole || end.epoch !== begin.epoch || end.revision !== begin.revision) {
      throw new FeedLineError('the snapshot is not whole');
    }
    content.apply([], end.orders, end.policies);
    content.settings = end.settings;
    await writer.lines(end.orders.map((order) => ({ order })));
    await writer.lines(end.policies.map((policy) => ({ policy })));
    await writer.lines([{ settings: end.settings }]);
    const withheld = await this.#withheldBy(reception, end);
    const { knowledge, store, connections } = this.#parts;
    const knew = knowledge.state === 'ready';
    const before = new Map<string, number>();
    if (knew) await inSlices(reception.changed, (code) => before.set(code, knowledge.passing(code, knowledge.now())));
    const connected = connections.codes();
    const beforeConnected = knowledge.snapshotOf(connected);
    for (const code of connected) reception.changed.delete(code);
    // What the snapshot takes away counts before it is on the disk. Should the disk refuse it, only another snapshot mends that.
    knowledge.adopt(content, end.epoch, end.revision, withheld);
    this.#wantsSnapshot = true;
    this.#carryThrough(knowledge.effectOn(beforeConnected));
    await store.install(writer, end.epoch, end.revision, end.digest, withheld);
    this.#wantsSnapshot = false;
    this.#reception = null;
    this.#accepted = { epoch: end.epoch, revision: end.revision, withheld };
    this.#parts.onWithheld(withheld);
    this.#heard(end.serverTime);
    await inSlices(reception.changed, (code) => this.#verifyAbsent(code, knew ? (before.get(code) ?? 0) : null));
    this.#parts.onCurrent();
  }

  /**
   * An institution without a connection is off as soon as the revision is applied, and the server waits for that word. Where nothing was
   * known before, only what passes nowhere at all is reported.
   */
  #verifyAbsent(code: string, passed: number | null): void {
    const { knowledge } = this.#parts;
    if (passed !== null) this.#carryThrough(knowledge.effectOn(new Map([[code, passed]])));
    else if (knowledge.passing(code, knowledge.now()) === 0) this.#carryThrough(knowledge.effectOn(new Map([[code, EVERYTHING]])));
  }

  /** A new epoch, or one whose list of withheld institutions was lost, is compared with what was known. */
  #mustCompare(epoch: string): boolean {
    return this.#accepted.epoch !== null && (this.#accepted.epoch !== epoch || this.#accepted.withheld === undefined);
  }

  async #withheldBy({ begin, candidates, content }: Reception, end: SnapshotEnd): Promise<Withheld | null> {
    const { knowledge } = this.#parts;
    if (end.settings.releasedEpochs.includes(begin.epoch)) return null;
    if (!this.#mustCompare(begin.epoch)) return this.#accepted.withheld ?? null;
    const before = knowledge.state === 'ready' ? knowledge : null;
    const institutions = await compareEpochs(before, content, candidates, knowledge.now());
    return { epoch: begin.epoch, previousEpoch: this.#accepted.epoch ?? null, institutions };
  }

  #frame(frame: Extract<FeedMessage, { type: 'frame' }>['frame']): void {
    const { knowledge, store, connections } = this.#parts;
    this.#join(frame.epoch, frame.previous);
    // Should an entry be unsound, the frame may be half applied: only a snapshot mends that.
    this.#wantsSnapshot = true;
    const effect = knowledge.apply(frame, connections.codes());
    this.#wantsSnapshot = false;
    store.append({ type: 'frame', frame }, frame.revision);
    this.#accepted = { ...this.#accepted, revision: frame.revision };
    this.#carryThrough(effect);
  }

  #join(epoch: string, revision: number): void {
    const { knowledge } = this.#parts;
    if (knowledge.state === 'ready' && knowledge.epoch === epoch && knowledge.revision === revision) return;
    this.#wantsSnapshot = true;
    throw new FeedGap(`the feed stands at ${epoch}/${revision}, this gateway at ${knowledge.epoch}/${knowledge.revision}`);
  }

  #settings(settings: GatewaySettings | undefined): void {
    const { knowledge, store, connections } = this.#parts;
    if (settings === undefined || JSON.stringify(settings) === JSON.stringify(knowledge.content.settings)) return;
    const withheld = knowledge.withheld !== null;
    const concerned = withheld ? knowledge.withheld.institutions.map(({ code }) => code) : [];
    const before = knowledge.snapshotOf(new Set([...concerned, ...connections.codes()]));
    knowledge.setSettings(settings);
    store.append({ type: 'settings', settings, revision: knowledge.revision }, knowledge.revision);
    if (withheld && knowledge.withheld === null) {
      store.release();
      this.#accepted = { ...this.#accepted, withheld: null };
      this.#parts.onWithheld(null);
    }
    this.#carryThrough(knowledge.effectOn(before));
  }

  #heard(serverTime: number): void {
    const { knowledge, alarms, onCurrent } = this.#parts;
    knowledge.confirm();
    knowledge.skewMs = knowledge.now() - serverTime;
    alarms.set('clock-skew', Math.abs(knowledge.skewMs) > SKEW_MS);
    alarms.set('feed-away', false);
    if (this.#silent) onCurrent();
    this.#silent = false;
  }

  #carryThrough({ narrowed, widened }: ReturnType<Knowledge['effectOn']>): void {
    const { knowledge, watch } = this.#parts;
    for (const { code, gained } of widened) watch.widened(code, gained);
    for (const narrowing of narrowed) watch.narrowed(narrowing, knowledge);
  }
}

/** What was refused already when the process began is reported again: the report may not have reached the server before the last stop. */
export function watchAgain(knowledge: Knowledge, watch: CutOffWatch): void {
  const now = knowledge.now();
  for (const code of knowledge.content.changed) {
    const passes = knowledge.passing(code, now);
    if (passes === EVERYTHING) continue;
    const policy = { drainMs: 0, onCutOff: 'sever' } as const;
    watch.narrowed({ code, lost: EVERYTHING & ~passes, closed: closedBy(EVERYTHING, passes), policy }, knowledge);
  }
}
