import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { AuditFact, BeforeCommit, Tx } from '../../ground/transaction.ts';
import { ALERT_KINDS, kindOfFact } from './alert-kinds.ts';
import type { Sighting } from './watch.ts';

/** Of one kind at most so many stand by themselves; further subjects are one alert of "others". */
const MOST_STANDING = 50;

interface Owner {
  readonly id: string;
  readonly login: string;
  readonly prov: string | null;
}

/**
 * Folds each sighting into the standing alert of its kind and subject, or raises one. Under the scope `system`. A new alert, and each that has
 * come to ten times as many, leaves an audit fact: by it people are told.
 */
export async function raiseAlerts(tx: Tx, sightings: readonly Sighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const owners = await ownersOf(tx, sightings);
  // One order in every process: two that raise the same alerts wait for each other and never both ways.
  const sorted = sightings.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  for (const sighting of sorted) await raise(tx, sighting, owners);
}

const placeOf = ({ kind, subject }: Sighting) => `${kind} ${subject.kind} ${subject.name}`;

async function ownersOf(tx: Tx, sightings: readonly Sighting[]): Promise<ReadonlyMap<string, Owner>> {
  const ids = [...new Set(sightings.flatMap((one) => one.account ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx.db.selectFrom('account').select(['id', 'login', 'prov']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function raise(tx: Tx, sighting: Sighting, owners: ReadonlyMap<string, Owner>): Promise<void> {
  const known = ALERT_KINDS.get(sighting.kind)!;
  const owner = owners.get(sighting.account ?? '') ?? null;
  const name = sighting.subject.kind === 'account' ? (owner?.login ?? null) : sighting.subject.name;
  const own = {
    kind: name === null && sighting.subject.kind !== 'installation' ? 'others' : sighting.subject.kind,
    name: name?.slice(0, 100) ?? null,
  };
  const alone = own.kind === 'installation' || (await mayStandAlone(tx, sighting.kind, own));
  const subject = alone ? own : { kind: 'others', name: null };
  const prov = alone ? (owner?.prov ?? sighting.prov) : null;
  const evidence = { threshold: sighting.threshold, windowMinutes: sighting.windowMinutes, detail: sighting.detail };
  const { rows } = await sql<{ id: string; count: number }>`
    insert into alert (id, kind, severity, prov, subject_kind, subject, subject_account, count, first_seen, last_seen, evidence)
    values (${uuidv7()}, ${sighting.kind}, ${known.severity}, ${prov}, ${subject.kind}, ${subject.name}, ${alone ? (owner?.id ?? null) : null},
      ${sighting.count}, ${sighting.firstSeen}, ${sighting.lastSeen}, ${JSON.stringify(evidence)})
    on conflict (kind, subject_kind, coalesce(subject, ''), coalesce(prov, '')) where closed_at is null do update
      set count = alert.count + excluded.count, last_seen = greatest(alert.last_seen, excluded.last_seen), evidence = excluded.evidence
    returning id, count`.execute(tx.db);
  const { id, count } = rows[0]!;
  const before = count - sighting.count;
  if (before > 0 && String(before).length === String(count).length) return;
  tx.audit({
    event: before === 0 ? 'alert-raised' : 'alert-repeated',
    object: { kind: 'alert', id },
    territory: { prov, city: null, div: null },
    detail: { kind: sighting.kind, severity: known.severity, count, subject: subject.kind, ...(await whoIsTold(tx, prov)) },
  });
}

/** An alert of the installation is told to the nation's officers; where it has none, to those of its provinces. */
async function whoIsTold(tx: Tx, prov: string | null): Promise<{ told?: 'provinces' }> {
  if (prov !== null || (await nationWatches(tx))) return {};
  return { told: 'provinces' };
}

/** Whether a national security officer is there to act. */
export async function nationWatches(tx: Tx): Promise<boolean> {
  const row = await tx.unsafeAsSystem((db) =>
    db
      .selectFrom('account')
      .select('id')
      .where('active', '=', true)
      .where('role', '=', 'security-officer')
      .where('level', '=', 'nation')
      .limit(1)
      .executeTakeFirst(),
  );
  return row !== undefined;
}

async function mayStandAlone(tx: Tx, kind: string, subject: { kind: string; name: string | null }): Promise<boolean> {
  if (subject.name === null) return false;
  const { rows } = await sql<{ known: boolean; standing: number }>`select
      coalesce(bool_or(subject_kind = ${subject.kind} and subject = ${subject.name}), false) as known, count(*)::int as standing
    from alert where kind = ${kind} and closed_at is null`.execute(tx.db);
  return rows[0]!.known || rows[0]!.standing < MOST_STANDING;
}

/** A before-commit hook: a fact that is itself a signal raises its alert in its own transaction. Runs before the hook that tells. */
export const alertOfFacts: BeforeCommit = async (tx: Tx) => {
  const found = tx.audits.flatMap((fact) => {
    const kind = kindOfFact(fact.event);
    return kind === null ? [] : [sightingOf(kind, fact, tx.now)];
  });
  await raiseAlerts(tx, found);
};

function sightingOf(kind: string, fact: AuditFact, at: Date): Sighting {
  const gateway = ALERT_KINDS.get(kind)!.subject === 'gateway' ? fact.detail?.gateway : undefined;
  return {
    kind,
    subject: typeof gateway === 'string' ? { kind: 'gateway', name: gateway } : { kind: 'installation', name: null },
    account: null,
    prov: fact.territory?.prov ?? null,
    count: 1,
    firstSeen: at,
    lastSeen: at,
    detail: { ...fact.detail },
    threshold: null,
    windowMinutes: null,
  };
}
