import { canonicalJson } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi';
import { CalendarInvalid, type CalendarYear, calendarOf, DateInvalid } from '@anjie/working-days';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './clocks.errors.ts';
import { reckonAgain } from './reckon-again.ts';

const date = z.iso.date();
const words = z.strictObject({ zh: z.string().trim().min(1).max(50), en: z.string().trim().min(1).max(50) });

export const notice = z.strictObject({
  year: z.number().int().min(2000).max(2100),
  /** a local notice; left out: the whole country */
  division: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  source: z.string().trim().min(1).max(300),
  holidays: z.array(z.strictObject({ name: words, from: date, to: date, makeUp: z.array(date).max(20) })).max(40),
});

const COLUMNS = [
  'id',
  'year',
  'division',
  'source',
  'holidays',
  'digest',
  'proposed_by as proposedById',
  'proposed_by_name as proposedBy',
  'proposed_at as proposedAt',
  'approved_by_name as approvedBy',
  'approved_at as approvedAt',
  'replaced_at as replacedAt',
  'version',
] as const;

/** Enters a year's notice; it counts once another person has approved it. The nation's staff enter the country's, a province's its own. */
export async function proposeNotice(tx: Tx, input: z.output<typeof notice>) {
  const division = input.division ?? null;
  mustBeOwn(tx, division);
  mustHold({ ...input, division });
  const id = uuidv7();
  await tx.db
    .insertInto('calendar_notice')
    .values({
      id,
      year: input.year,
      division,
      source: input.source,
      holidays: JSON.stringify(input.holidays),
      digest: digestOf({ ...input, division }),
      proposed_by: tx.actor.id,
      proposed_by_name: tx.actor.name,
      proposed_at: tx.now,
    })
    .execute();
  audit(tx, 'calendar-notice-proposed', id, { year: input.year, division, source: input.source });
  return getNotice(tx, id);
}

/** Another person approves what stands there; the notice before it is replaced, and running clocks are reckoned again. */
export async function approveNotice(tx: Tx, id: string, version: number) {
  await tx.db.selectFrom('calendar_notice').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  const found = await getNotice(tx, id);
  mustBeOwn(tx, found.division);
  if (found.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: found.version } });
  if (found.approvedAt !== null) refuse('notice-approved', { path: 'params.id', value: found.year });
  if (found.proposedById === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: found.year });
  await tx.db
    .updateTable('calendar_notice')
    .set((eb) => ({ replaced_at: tx.now, version: eb('version', '+', 1) }))
    .where('year', '=', found.year)
    .where('division', 'is not distinct from', found.division)
    .where('approved_at', 'is not', null)
    .where('replaced_at', 'is', null)
    .execute();
  await tx.db
    .updateTable('calendar_notice')
    .set({
      approved_by: tx.actor.id,
      approved_by_name: tx.actor.name,
      approved_at: tx.now,
      approved_digest: found.digest,
      version: version + 1,
    })
    .where('id', '=', id)
    .execute();
  const reckoned = await reckonAgain(tx, found);
  audit(tx, 'calendar-notice-approved', id, { year: found.year, division: found.division, digest: found.digest, reckonedAgain: reckoned });
  return { ...(await getNotice(tx, id)), reckonedAgain: reckoned };
}

/** Notices entered, the latest first. The years of the installed files are not among them. */
export function listNotices(tx: Pick<Tx, 'db'>, filter: { readonly after: string | null; readonly limit: number }) {
  return tx.db
    .selectFrom('calendar_notice')
    .select(COLUMNS)
    .$if(filter.after !== null, (query) => query.where('id', '<', filter.after!))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute();
}

async function getNotice(tx: Pick<Tx, 'db'>, id: string) {
  const row = await tx.db.selectFrom('calendar_notice').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

function mustBeOwn({ actor }: Tx, division: string | null): void {
  const own = division === null ? actor.level === 'nation' : actor.level === 'province' && division.slice(0, 2) === actor.prov?.slice(0, 2);
  if (!own) refuse('notice-not-own', { path: 'body.division', value: division });
}

function mustHold(one: CalendarYear): void {
  try {
    calendarOf([one], one.division === null ? [] : [one.division]);
  } catch (error) {
    if (!(error instanceof CalendarInvalid) && !(error instanceof DateInvalid)) throw error;
    refuse('notice-does-not-hold', { path: 'body.holidays', detail: { zh: error.message, en: error.message } });
  }
}

function digestOf({ year, division, source, holidays }: CalendarYear): string {
  return sm3Hex(Buffer.from(canonicalJson({ year, division, source, holidays })));
}

function audit(tx: Tx, event: string, id: string, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'calendar-notice', id }, territory: tx.actor, detail });
}
