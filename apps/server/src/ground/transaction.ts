import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type Actor, SYSTEM } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Db } from './database.ts';
import type { Database } from './schema.generated.ts';

/** What a use case leaves for the audit, written in the same transaction. */
export interface AuditFact {
  readonly event: string;
  readonly object: { readonly kind: string; readonly id: string } | null;
  readonly territory?: { readonly prov: string | null; readonly city: string | null; readonly div: string | null };
  readonly institutionId?: string | null;
  /** firms that are parties to the object besides the institution: they are told of it */
  readonly parties?: readonly (string | null)[];
  /** before/after with secrets and personal values masked */
  readonly detail?: Record<string, unknown>;
}

/** The most institutions that one transaction decides itself (NX and GJ are silent; measured). */
export const AT_ONCE = 2000;

/** An order against a scope, as the feed carries it; null lifts it. Read by admission, opaque here. */
export interface OrderChange {
  readonly id: string;
  readonly restrictionId: string | null;
  readonly order: unknown | null;
}

/** A change of something that many institutions stand on: a vendor's system, a carrier. */
export interface SharedChange {
  readonly scope: {
    readonly kind: 'system' | 'carrier' | 'division';
    readonly id: string;
    /** code of the division that a change of a system or carrier is confined to */
    readonly within?: string;
  };
  /** every institution that stands on it */
  readonly institutions: readonly string[];
  /**
   * Null: for the better, or neither; the entries may lag. Else a change for the worse and the reason that gateways give until the
   * last entry is decided again.
   */
  readonly adverse: { readonly environments: readonly ('production' | 'test')[]; readonly reason: SharedReason } | null;
}

export interface SharedReason {
  readonly code: string;
  readonly clause: string;
  readonly stated: boolean;
  readonly denies: 'all' | readonly ('query' | 'register' | 'settle' | 'reverse' | 'reconcile' | 'upload')[];
  readonly what: { readonly zh: string; readonly en: string };
  readonly mend: { readonly zh: string; readonly en: string };
}

/** One use case, one transaction: state change, entries, audit and due work commit together or not at all. */
export interface Tx {
  readonly db: Kysely<Database>;
  readonly actor: Actor;
  readonly requestId: string;
  /** refreshed by touch(): facts recorded after a wait for a lock carry the time after the wait */
  readonly now: Date;
  /**
   * Locks institutions in id order and has them re-decided before commit. Call it before reading the facts that the use case depends on.
   * Rows of other territories are locked too (a shared fact may reach them); they are not shown.
   */
  touch(institutionIds: readonly string[]): Promise<void>;
  readonly touched: ReadonlySet<string>;
  /** Changes an order against a scope: one record of the feed. */
  order(change: OrderChange): void;
  readonly orders: readonly OrderChange[];
  /**
   * touch() for a shared fact, whose own row the caller has locked: up to AT_ONCE institutions are decided in this transaction; above
   * that a campaign decides them afterwards, and an adverse change stands as an order against the scope from this transaction on.
   */
  touchShared(change: SharedChange): Promise<void>;
  readonly sharedChanges: readonly SharedChange[];
  /** takes the time again, after a wait for a lock that is not touch()'s */
  refreshNow(): void;
  /**
   * Reads what lies beyond the caller's territory, for decisions alone: decide() under a county's scope would not see the province's
   * cut-off. The caller must have found the object under its own scope before.
   */
  unsafeAsSystem<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T>;
  /**
   * A part that may be refused by itself: where it throws, what it did is undone and the rest stands. Call touch() before it: locks that are
   * taken inside are given up with it.
   */
  attempt<T>(part: () => Promise<T>): Promise<T>;
  audit(fact: AuditFact): void;
  readonly audits: readonly AuditFact[];
  /** wakes listeners of all processes when, and only when, this commits; see ground/listener.ts */
  announce(channel: string, payload: string): Promise<void>;
  /** runs after a successful commit; for waking loops only, never for state */
  afterCommit(work: () => void): void;
}

/** Runs under the scope `system` before commit, in the order registered. */
export type BeforeCommit = (tx: Tx) => Promise<void>;

export interface Transactor {
  run<T>(actor: Actor, requestId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** for due work, hooks, feed and enrolment: reads everything */
  asSystem<T>(requestId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** for login and sessions alone */
  asIdentity<T>(work: (db: Kysely<Database>, now: Date) => Promise<T>): Promise<T>;
  /** one snapshot of everything, read only */
  snapshot<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T>;
  beforeCommit(hook: BeforeCommit): void;
}

/** @param options.locks 'none' proves in a test what the lock is for; the servers have no way to say it */
export function createTransactor(db: Db, clock: Clock, options: { readonly locks: 'rows' | 'none' } = { locks: 'rows' }): Transactor {
  const hooks: BeforeCommit[] = [];

  async function inTransaction<T>(begin: string, work: (connection: Kysely<Database>) => Promise<T>, commit = 'commit'): Promise<T> {
    return db.connection().execute(async (connection) => {
      try {
        await sql.raw(begin).execute(connection);
        const result = await work(connection);
        await sql.raw(commit).execute(connection);
        return result;
      } catch (error) {
        // A connection that broke has rolled back by itself; what broke it is the error to tell.
        await sql
          .raw('rollback')
          .execute(connection)
          .catch(() => {});
        throw error;
      }
    });
  }

  async function use<T>(actor: Actor, requestId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const after: (() => void)[] = [];
    const result = await inTransaction(`begin; ${scopeOf(actor)}`, async (connection) => {
      // A parameter, so that no log of statements shows it.
      if (actor.proof !== undefined) await sql`select act_for(${actor.proof})`.execute(connection);
      const touched = new Set<string>();
      const audits: AuditFact[] = [];
      const orders: OrderChange[] = [];
      const sharedChanges: SharedChange[] = [];
      let now = clock.now();
      const tx: Tx = {
        db: connection,
        actor,
        requestId,
        get now() {
          return now;
        },
        touched,
        audits,
        orders,
        async touch(ids) {
          const fresh = ids.filter((id) => !touched.has(id)).sort();
          if (fresh.length === 0) return;
          for (const id of fresh) touched.add(id);
          if (options.locks === 'none') return;
          await tx.unsafeAsSystem((db) =>
            sql`select id from institution where id = any(${fresh}::uuid[]) order by id for no key update`.execute(db),
          );
          now = clock.now();
        },
        sharedChanges,
        async touchShared(change) {
          if (change.institutions.length <= AT_ONCE) await tx.touch(change.institutions);
          else sharedChanges.push(change);
        },
        refreshNow: () => {
          now = clock.now();
        },
        async unsafeAsSystem(work) {
          await sql.raw('set local role app_system').execute(connection);
          const result = await work(connection);
          await sql.raw(scopeOf(actor)).execute(connection);
          return result;
        },
        async attempt(part) {
          const [marked, lists] = [new Set(touched), [audits, orders, sharedChanges, after].map((list) => [list, list.length] as const)];
          await sql`savepoint attempt`.execute(connection);
          try {
            const result = await part();
            await sql`release savepoint attempt`.execute(connection);
            return result;
          } catch (error) {
            await sql`rollback to savepoint attempt`.execute(connection);
            await sql`release savepoint attempt`.execute(connection);
            for (const [list, length] of lists) list.length = length;
            for (const id of touched) if (!marked.has(id)) touched.delete(id);
            throw error;
          }
        },
        order: (change) => void orders.push(change),
        audit: (fact) => void audits.push(fact),
        async announce(channel, payload) {
          await sql`select pg_notify(${channel}, ${payload})`.execute(connection);
        },
        afterCommit: (task) => void after.push(task),
      };
      const output = await work(tx);
      if (touched.size > 0 || orders.length > 0 || sharedChanges.length > 0 || audits.length > 0) {
        await sql.raw('set local role app_system').execute(connection);
        now = clock.now();
        for (const hook of hooks) await hook(tx);
      }
      return output;
    });
    for (const task of after) task();
    return result;
  }

  return {
    run: use,
    asSystem: (requestId, work) => use(SYSTEM, requestId, work),
    asIdentity: (work) => inTransaction('begin; set local role app_identity', (connection) => work(connection, clock.now())),
    snapshot: (work) => inTransaction('begin isolation level repeatable read read only; set local role app_system', work),
    beforeCommit: (hook) => void hooks.push(hook),
  };
}

const CODE = /^[0-9A-Z]{2,12}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The database role and its one setting. Values are checked here since SET takes no parameters. */
function scopeOf(actor: Actor): string {
  const set = (role: string, name: string, value: string | null, shape: RegExp) => {
    if (value === null || !shape.test(value)) throw new Error(`actor ${actor.id} has no valid scope for ${role}`);
    return `set local role ${role}; select set_config('${name}', '${value}', true)`;
  };
  if (actor === SYSTEM) return 'set local role app_system';
  switch (actor.level) {
    case 'nation':
      return 'set local role app_national';
    case 'province':
      return set('app_province', 'app.scope', actor.prov, CODE);
    case 'city':
      return set('app_city', 'app.scope', actor.city, CODE);
    case 'county':
      return set('app_county', 'app.scope', actor.div, CODE);
    case 'party':
      return set('app_party', 'app.party', actor.partyId, UUID);
  }
}

export function newRequestId(): string {
  return randomUUID();
}
