import type { HeldKind } from '@anjie/admission';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { listClocks, startClock } from '../clocks/index.ts';
import { touchInstitution } from '../institutions/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { refuse } from './census.errors.ts';

export const urging = z.strictObject({
  note: z.string().trim().min(1).max(2000),
  /** by when the bureau wants to hear */
  answerBy: z.iso.date().optional(),
});

/** tested: by the joint test; taken-in: on record as connected before the platform; untested: neither */
export const STANDINGS = ['tested', 'taken-in', 'untested'] as const;
export type Standing = (typeof STANDINGS)[number];

interface Place {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** NX-20(末2): who is to go through the joint test, whether each has, and when each was urged last. In order of their codes. */
export async function listCensusStanding(
  tx: Tx,
  filter: { readonly standing: Standing | null; readonly after: string | null; readonly limit: number },
) {
  const { prov, city, div } = tx.actor;
  const { tested } = await censusOf(tx, { prov: prov ?? '', city: city ?? prov ?? '', div: div ?? city ?? prov ?? '' });
  const standing = sql<Standing>`case when g.source_kind is null then 'untested' when g.source_kind = 'census' then 'taken-in' else 'tested' end`;
  const { rows } = await sql<{
    code: string;
    name: string;
    kind: string;
    standing: Standing;
    registeredAt: Date;
    application: string | null;
    applicationState: string | null;
    urgings: number;
    urgedAt: Date | null;
    answerBy: string | null;
  }>`select i.code, i.name, i.kind, ${standing} as standing, i.registered_at as "registeredAt", a.number as application,
      a.state as "applicationState", coalesce(u.urgings, 0)::int as urgings, u.urged_at as "urgedAt", u.answer_by as "answerBy"
    from institution i
    left join admission_grant g on g.institution_id = i.id and g.kind = ${tested} and g.ended_at is null
    left join application a on a.institution_id = i.id and a.closed_at is null
    left join lateral (
      select count(*) over () as urgings, urged_at, answer_by from census_urging c where c.institution_id = i.id order by urged_at desc limit 1
    ) u on true
    where i.code > ${filter.after ?? ''} and (${filter.standing}::text is null or ${standing} = ${filter.standing})
    order by i.code limit ${filter.limit}`.execute(tx.db);
  return rows;
}

/**
 * Urges an institution to finish the joint test (督促): an act with its date and author. The text says 尽快 and no number; the clock that it
 * starts is ours and says so.
 */
export async function urge(tx: Tx, code: string, input: z.output<typeof urging>) {
  const institution = await touchInstitution(tx, code);
  const { tested, within, clause } = await censusOf(tx, institution);
  const done = await tx.db
    .selectFrom('admission_grant')
    .select('id')
    .where('institution_id', '=', institution.id)
    .where('kind', '=', tested)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (done !== undefined) refuse('nothing-to-urge', { path: 'params.code', value: code, clause });
  if (input.answerBy !== undefined && input.answerBy < businessDate(tx.now))
    refuseInput('input-invalid', { path: 'body.answerBy', value: input.answerBy, rule: '≥ today' });
  await tx.db
    .insertInto('census_urging')
    .values({
      id: uuidv7(),
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      note: input.note,
      answer_by: input.answerBy ?? null,
      urged_at: tx.now,
      urged_by: tx.actor.id,
      urged_by_name: tx.actor.name,
    })
    .execute();
  const running = (await listClocks(tx, institution.id)).some((one) => one.kind === within?.startEvent && one.endedAt === null);
  if (within !== null && !running)
    await startClock(tx, {
      institution,
      subject: { kind: 'institution', id: institution.id },
      period: within,
      startEvent: within.startEvent,
      endEvents: [tested],
      clause,
      stated: false,
      startedAt: tx.now,
      countFirstDay: false,
    });
  tx.audit({
    event: 'joint-test-urged',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { note: input.note, answerBy: input.answerBy ?? null },
  });
  return { urgings: await listUrgings(tx, institution.id) };
}

/** Urgings of an institution, the latest first. */
export async function listUrgings(tx: Pick<Tx, 'db'>, institutionId: string) {
  return tx.db
    .selectFrom('census_urging')
    .select(['id', 'note', 'answer_by as answerBy', 'urged_at as urgedAt', 'urged_by_name as urgedBy'])
    .where('institution_id', '=', institutionId)
    .orderBy('urged_at', 'desc')
    .limit(200)
    .execute();
}

/** Which fact says that the joint test is finished, and within what time of an urging. @throws census-counts-no-test */
async function censusOf(tx: Tx, place: Place) {
  const { census } = (await basisInForce(tx, { lock: false })).profile(place).onboarding;
  const tested: HeldKind | undefined = census.value?.tested;
  if (tested === undefined) return refuse('census-counts-no-test', { value: place.div });
  return { tested, within: census.value?.urgedWithin ?? null, clause: census.clause ?? 'NX-20(末2)' };
}
