import {
  type AdmissionRow,
  ENVIRONMENTS,
  type Environment,
  type Frame,
  type GatewayPolicy,
  type Reason,
  type TransactionClass,
} from '@anjie/admission';
import { type Narrowing, passBit } from './cut-off-watch.ts';
import type { GatewaySettings } from './feed-message.ts';
import { KnowledgeContent } from './knowledge-content.ts';
import { isWithheld, type Passing, type Withheld, type WithheldInstitution } from './new-epoch.ts';

export type Source =
  | { readonly kind: 'unknown'; readonly policy: GatewayPolicy | undefined }
  | { readonly kind: 'wrong-environment'; readonly code: string; readonly policy: GatewayPolicy | undefined }
  | {
      readonly kind: 'bound';
      readonly code: string;
      readonly policy: GatewayPolicy | undefined;
      readonly ip: string;
      readonly environment: Environment;
      readonly macs: readonly string[];
      readonly row: AdmissionRow;
    };

/** What a change did to institutions: `widened` names what passes that did not. */
export interface Effect {
  readonly narrowed: readonly Narrowing[];
  readonly widened: readonly { readonly code: string; readonly gained: number }[];
}

/** Where nothing better is known: what is under way may end within ten seconds. */
const DEFAULT_DRAIN: Pick<GatewayPolicy, 'drainMs' | 'onCutOff'> = { drainMs: 10_000, onCutOff: 'drain' };

/** What the gateway goes by: content, where it stands, how sure it is. The one place that the request path asks. */
export class Knowledge implements Passing {
  state: 'ready' | 'without-knowledge' = 'without-knowledge';
  /** why without knowledge; null when ready */
  reason: string | null = 'missing';
  epoch: string | null = null;
  revision = 0;
  /** counts what was applied in this process; unlike a revision it never goes back */
  step = 0;
  /** this clock less the server's when it was last heard, ms */
  skewMs = 0;
  content = new KnowledgeContent();
  readonly #movable: boolean;
  #withheld: Withheld | null = null;
  #withheldByCode = new Map<string, WithheldInstitution>();
  #confirmedAt: number | null = null;

  /** `movable`: a demonstration, whose clock the server may move. */
  constructor(movable: boolean) {
    this.#movable = movable;
  }

  /** The gateway's clock, epoch ms. */
  now(): number {
    return Date.now() + (this.#movable ? (this.content.settings.clockOffsetMs ?? 0) : 0);
  }

  get institutions(): number {
    return this.content.table.size;
  }

  get withheld(): Withheld | null {
    return this.#withheld;
  }

  /** Taken out of service by the bureau; it stays so, for the settings are kept with the rest of the knowledge. */
  get retired(): boolean {
    return this.content.settings.retired === true;
  }

  get withheldCount(): number {
    return this.#withheldByCode.size;
  }

  /** Milliseconds since the server last confirmed that this is its state; null: not since the start. */
  ageMs(): number | null {
    return this.#confirmedAt === null ? null : Math.round(performance.now() - this.#confirmedAt);
  }

  confirm(): void {
    this.#confirmedAt = performance.now();
  }

  /** Goes by other content from now on. */
  adopt(content: KnowledgeContent, epoch: string, revision: number, withheld: Withheld | null): void {
    this.content = content;
    this.epoch = epoch;
    this.revision = revision;
    this.state = 'ready';
    this.reason = null;
    this.#withhold(withheld);
    this.step += 1;
  }

  /** Nothing may pass until a snapshot comes. */
  lose(reason: string, epoch: string | null): void {
    this.state = 'without-knowledge';
    this.reason = reason;
    this.epoch = epoch;
    this.revision = 0;
    this.content = new KnowledgeContent();
    this.#withhold(null);
    this.step += 1;
  }

  /** Applies a frame whole. `alsoConcerned`: institutions whose connections are open, for an order may reach any of them. */
  apply(frame: Frame, alsoConcerned: readonly string[]): Effect {
    const concerned = this.#concerned(frame, alsoConcerned);
    const before = this.snapshotOf(concerned);
    this.content.apply(frame.entries, frame.orders, frame.policies);
    this.revision = frame.revision;
    this.step += 1;
    return this.effectOn(before);
  }

  /** What passes now for each of the institutions. */
  snapshotOf(codes: Iterable<string>): ReadonlyMap<string, number> {
    const now = this.now();
    return new Map([...codes].map((code) => [code, this.passing(code, now)]));
  }

  /** Compares what passes now with what passed before. */
  effectOn(before: ReadonlyMap<string, number>): Effect {
    const now = this.now();
    const narrowed: Narrowing[] = [];
    const widened: { code: string; gained: number }[] = [];
    for (const [code, passed] of before) {
      const passes = this.passing(code, now);
      const lost = passed & ~passes;
      const gained = passes & ~passed;
      if (gained !== 0) widened.push({ code, gained });
      if (lost !== 0)
        narrowed.push({
          code,
          lost,
          closed: closedBy(passed, passes),
          policy: this.policyOf(code) ?? this.#defaultPolicy() ?? DEFAULT_DRAIN,
        });
    }
    return { narrowed, widened };
  }

  setSettings(settings: GatewaySettings): void {
    this.content.settings = settings;
    if (this.#withheld !== null && settings.releasedEpochs.includes(this.#withheld.epoch)) this.#withhold(null);
  }

  find(ip: string, environment: Environment, t: number): Source {
    const found = this.content.table.lookup(ip, environment, t);
    if (found.kind === 'unknown-source') return { kind: 'unknown', policy: this.#defaultPolicy() };
    const { row } = found;
    const policy = row.policy ?? undefined;
    if (found.kind === 'wrong-environment') return { kind: 'wrong-environment', code: row.code, policy };
    return { kind: 'bound', code: row.code, policy, ip, environment, macs: row.binding?.macs ?? [], row };
  }

  /** Why a transaction of the class does not pass: a reason of the entry or an order, or a refusal code of the gateway's own; null: it passes. */
  denial(source: Extract<Source, { kind: 'bound' }>, transactionClass: TransactionClass, t: number): Reason | string | null {
    const { environment, row } = source;
    const verdict = this.content.table.verdict(row, environment, transactionClass, t);
    if (!verdict.ok) return verdict.reason ?? 'admission-unknown';
    if (row.policy === null) return 'admission-unknown';
    const bit = passBit(environment, transactionClass);
    return isWithheld(this.#withheldByCode.get(source.code), bit, environment, source.ip) ? 'epoch-withheld' : null;
  }

  passing(code: string, t: number): number {
    if (this.retired) return 0;
    return this.content.passing(code, t) & ~(this.#withheldByCode.get(code)?.gained ?? 0);
  }

  boundTo(ip: string, environment: Environment, t: number): string | null {
    const code = this.content.boundTo(ip, environment, t);
    const withheld = code === null ? undefined : this.#withheldByCode.get(code);
    return isWithheld(withheld, 0, environment, ip) ? null : code;
  }

  /** The policy that applies to an institution, where it is known. */
  policyOf(code: string): GatewayPolicy | undefined {
    return this.content.table.byCode(code)?.policy ?? undefined;
  }

  /** Whether anything at all may pass for the institution now. */
  mayPass(code: string): boolean {
    return this.passing(code, this.now()) !== 0;
  }

  /** Whose address it is in any environment, for the register of connections. */
  ownerOf(ip: string): string | null {
    const now = this.now();
    for (const environment of ENVIRONMENTS) {
      const code = this.content.boundTo(ip, environment, now);
      if (code !== null) return code;
    }
    return null;
  }

  maxBody(ip: string): number | null {
    const now = this.now();
    const found = this.content.table.lookup(ip, 'production', now);
    return (found.kind === 'unknown-source' ? this.#defaultPolicy() : found.row.policy)?.maxBodyBytes ?? null;
  }

  /** The longest replay window of all policies, ms; 0 without policies. */
  longestWindowMs(): number {
    return Math.max(0, ...this.content.table.policies.map((policy) => policy.replayWindowMs));
  }

  #concerned(frame: Frame, alsoConcerned: readonly string[]): Set<string> {
    const codes = new Set(frame.orders.length > 0 ? alsoConcerned : []);
    for (const { institution, entry } of frame.entries) {
      const before = this.content.table.byInstitution(institution);
      if (before !== null) codes.add(before.code);
      if (entry !== null) codes.add(entry.code);
    }
    return codes;
  }

  #defaultPolicy(): GatewayPolicy | undefined {
    return this.content.table.policy(this.content.settings.defaultPolicy) ?? undefined;
  }

  #withhold(withheld: Withheld | null): void {
    this.#withheld = withheld;
    this.#withheldByCode = new Map(withheld?.institutions.map((institution) => [institution.code, institution]) ?? []);
  }
}

/** Environments in which something passed and nothing does any more. */
export function closedBy(passed: number, passes: number): Environment[] {
  return ENVIRONMENTS.filter((environment) => {
    const all = environmentBits(environment);
    return (passed & all) !== 0 && (passes & all) === 0;
  });
}

function environmentBits(environment: Environment): number {
  return environment === 'production' ? 0b111111 : 0b111111 << 6;
}
