import type { Profile } from '@anjie/rulebook';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { businessDate, startOfDate } from '../../ground/clock.ts';
import type { Text } from '../../ground/refusal.ts';
import type { AuditFact, BeforeCommit, Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { MAILS_CHANNEL } from './outgoing.store.ts';
import { finder, findRecipients, type Recipient } from './recipient.store.ts';
import { type Territory, type Wanted, wantedBy } from './recipients.ts';
import { NAMES, rulesFor, type ToldRule } from './told-rules.ts';
import type { TemplateData } from './words-of.ts';

interface Telling {
  readonly fact: AuditFact;
  readonly key: string;
  readonly rule: ToldRule;
  readonly wanted: readonly Wanted[];
  readonly data: TemplateData;
}

interface Institution extends Territory {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/**
 * A before-commit hook, under the scope `system`: what the use case left for the audit is told to whom it concerns, and the mails that this
 * asks for are written down, in the transaction of the fact. A constant number of queries, and none for facts that nobody is told of.
 */
export const tellOfFacts: BeforeCommit = async (tx: Tx) => {
  const found = tx.audits.flatMap((fact, place) => rulesFor(fact.event).map((rule) => ({ fact, rule, key: `${tx.requestId}/${place}` })));
  if (found.length === 0) return;
  const institutions = await institutionsOf(
    tx,
    found.map((one) => one.fact),
  );
  const basis = await basisInForce(tx, { lock: false });
  const tellings = found.map(({ fact, rule, key }): Telling => {
    const institution = institutions.get(fact.institutionId ?? '') ?? null;
    const profile = institution === null ? null : basis.profile(institution);
    const scene = { fact, actor: tx.actor, territory: institution, profile };
    return { fact, key, rule, wanted: rule.to.flatMap((one) => wantedBy(one, scene)), data: dataOf(fact, institution, profile) };
  });
  await settle(
    tx,
    tellings.filter(({ rule }) => rule.settles).map((one) => matterOf(one)),
  );
  const accounts = await findRecipients(
    tx.db,
    tellings.flatMap((one) => one.wanted),
  );
  const find = finder(accounts);
  const rows = tellings.flatMap((one) =>
    [...new Set(one.wanted.flatMap(find))].filter((account) => account.id !== tx.actor.id).map((account) => ({ one, account })),
  );
  // Who is waited for is not told once more as a bystander.
  const first = new Map(rows.toReversed().map((row) => [`${row.account.id} ${row.one.key}`, row]));
  for (const part of inParts(withoutFlood([...first.values()].toReversed()))) await deliver(tx, part);
};

/** Of one kind of fact at most so many are told to one person by one transaction: an import's list shows the rest. */
const MOST_OF_A_KIND = 20;
/** Rows of one insert, far below the parameters that a statement takes. */
const PART = 1000;

interface Row {
  readonly one: Telling;
  readonly account: Recipient;
}

function withoutFlood(rows: readonly Row[]): readonly Row[] {
  const told = new Map<string, number>();
  return rows.filter(({ one, account }) => {
    const kind = `${account.id} ${one.fact.event}`;
    told.set(kind, (told.get(kind) ?? 0) + 1);
    return told.get(kind)! <= MOST_OF_A_KIND;
  });
}

function inParts(rows: readonly Row[]): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / PART) }, (_, i) => rows.slice(i * PART, (i + 1) * PART));
}

async function deliver(tx: Tx, rows: readonly Row[]): Promise<void> {
  const told = rows.map(({ one, account }) => ({ id: uuidv7(), one, account }));
  await tx.db
    .insertInto('notification')
    .values(
      told.map(({ id, one, account }) => ({
        id,
        account_id: account.id,
        fact_key: one.key,
        event: one.fact.event,
        importance: one.rule.importance,
        topic: matterOf(one).topic,
        object_id: matterOf(one).objectId,
        data: JSON.stringify(one.data),
        at: tx.now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['account_id', 'fact_key']).doNothing())
    .execute();
  const mails = told
    .filter(({ account }) => account.wanted === true)
    .map(({ id, account }) => {
      const own = { id: uuidv7(), account_id: account.id, created_at: tx.now };
      if (account.digest !== true) return { ...own, notification_id: id, digest_on: null, next_at: tx.now };
      const at = nextDigest(tx.now, account.digestAt!);
      return { ...own, notification_id: null, digest_on: businessDate(at), next_at: at };
    });
  if (mails.length === 0) return;
  await tx.db
    .insertInto('outgoing_mail')
    .values(mails)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx.announce(MAILS_CHANNEL, '');
}

/** The next instant of that minute of the day, in Asia/Shanghai. */
export function nextDigest(now: Date, minute: number): Date {
  const today = new Date(startOfDate(businessDate(now)).getTime() + minute * 60_000);
  return today > now ? today : new Date(today.getTime() + 86_400_000);
}

interface Matter {
  readonly topic: string;
  readonly objectId: string | null;
}

function matterOf({ fact, rule }: Pick<Telling, 'fact' | 'rule'>): Matter {
  const keyed = rule.key === undefined ? undefined : fact.detail?.[rule.key];
  return { topic: rule.topic ?? fact.object?.kind ?? fact.event, objectId: typeof keyed === 'string' ? keyed : (fact.object?.id ?? null) };
}

/** Somebody has seen to it: what waited of these matters is settled for everybody, and mails that have not left stay in the house. */
export async function settle(tx: Pick<Tx, 'db' | 'now'>, matters: readonly Matter[]): Promise<void> {
  const numbered = matters.filter((one) => one.objectId !== null);
  if (numbered.length === 0) return;
  await sql`
    with settled as (
      update notification set settled_at = ${tx.now}
      where settled_at is null and importance <> 'decided'
        and (topic, object_id) in (select * from unnest(${numbered.map((one) => one.topic)}::text[], ${numbered.map((one) => one.objectId)}::text[]))
      returning id)
    update outgoing_mail set state = 'dropped', ended_at = ${tx.now}, version = version + 1
    where state = 'waiting' and notification_id in (select id from settled)`.execute(tx.db);
}

async function institutionsOf(tx: Tx, facts: readonly AuditFact[]): Promise<ReadonlyMap<string, Institution>> {
  const ids = [...new Set(facts.flatMap((fact) => fact.institutionId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom('institution')
    .select(['id', 'code', 'name', 'prov', 'city', 'div'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a template may show: codes, names of the rules, instants. Never a text that somebody wrote. */
function dataOf(fact: AuditFact, institution: Institution | null, profile: Profile | null): TemplateData {
  const detail = fact.detail ?? {};
  const titles = new Map<string, Text>(profile?.onboarding.transitions.map((one) => [one.name, one.title]) ?? []);
  const named = (value: unknown) => (typeof value === 'string' ? (titles.get(value) ?? NAMES.get(value) ?? null) : null);
  return {
    institution: institution?.name ?? null,
    code: institution?.code ?? null,
    object: fact.object?.id ?? null,
    step: named(detail.step) ?? named(detail.clock) ?? named(fact.event.replace(/^application-/, '')),
    kind: named(detail.kind),
    due: typeof detail.dueAt === 'string' ? detail.dueAt : null,
  };
}
