import { canonicalJson } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { bureauCodeTaken, countBureausBelow, type DivisionChange, findBureauOf, getDivisionChange, isChanging } from '../bureaus/index.ts';
import { refuse } from './division.errors.ts';
import { DUE_CHANNEL } from './redecide.ts';

/** GB/T 2260, or the code of a territory that has none of its own. */
const code = z.string().regex(/^[0-9A-Z]{6}$/);

export const divisionChange = z.strictObject({
  /** divisions that end */
  from: z.array(code).min(1).max(50),
  /** the division that takes their place */
  into: code,
  /** where it is new: what it and its bureau are called; a bureau may have no code of GB/T 2260 */
  founded: z
    .strictObject({
      name: z.string().trim().min(2).max(100),
      level: z.enum(['city', 'county']),
      /** of a county: the city it belongs to */
      city: code.optional(),
      bureau: z.strictObject({
        code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,40}$/),
        name: z.string().trim().min(2).max(100),
        gbCode: z
          .string()
          .regex(/^\d{6}$/)
          .nullable()
          .default(null),
      }),
    })
    .optional(),
  effectiveOn: z.iso.date(),
  document: z.string().trim().min(1).max(200),
  reason: z.string().trim().min(1).max(2000),
});

type Input = z.output<typeof divisionChange>;

/** Requests that divisions be merged into one from a day on. Nothing changes until another person of the province approves. */
export async function requestDivisionChange(tx: Tx, input: Input): Promise<DivisionChange> {
  const from = [...new Set(input.from)].sort();
  if (from.includes(input.into)) refuseInput('input-invalid', { path: 'body.into', value: input.into, rule: 'into ∉ from' });
  for (const division of from) await mustEndCleanly(tx, division);
  const city = await cityOf(tx, input);
  if (await isChanging(tx, [...from, input.into])) refuse('division-changing', { path: 'body.from', value: from.join(', ') });
  const row = {
    id: uuidv7(),
    prov: tx.actor.prov!,
    from_divs: from,
    into_div: input.into,
    into_city: city,
    into_name: input.founded?.name ?? null,
    into_level: input.founded?.level ?? null,
    bureau_code: input.founded?.bureau.code ?? null,
    bureau_name: input.founded?.bureau.name ?? null,
    bureau_gb_code: input.founded?.bureau.gbCode ?? null,
    effective_on: input.effectiveOn,
    document: input.document,
    reason: input.reason,
  };
  await tx.db
    .insertInto('division_change')
    .values({
      ...row,
      requested_by: tx.actor.id,
      requested_by_name: tx.actor.name,
      requested_at: tx.now,
      digest: digestOf(row),
    })
    .execute();
  audit(tx, row.id, 'division-change-requested', { from, into: input.into, effectiveOn: input.effectiveOn, document: input.document });
  return getDivisionChange(tx, row.id);
}

/** Another person approves exactly what was requested. It is carried out on its day; at once, if that has come. */
export async function approveDivisionChange(tx: Tx, id: string, version: number): Promise<DivisionChange> {
  const change = await undecided(tx, id, version);
  if (change.requesterId === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: id });
  if (change.digest !== digestOf(asRow(change))) refuse('division-change-decided', { path: 'params.id', value: id, rule: 'SM3' });
  await tx.db
    .updateTable('division_change')
    .set({
      approved_by: tx.actor.id,
      approved_by_name: tx.actor.name,
      approved_at: tx.now,
      approved_digest: change.digest,
      version: change.version + 1,
    })
    .where('id', '=', id)
    .execute();
  audit(tx, id, 'division-change-approved', { digest: change.digest });
  await tx.announce(DUE_CHANNEL, '0');
  return getDivisionChange(tx, id);
}

/** Declines a request, or takes it back; never one that is approved. */
export async function declineDivisionChange(tx: Tx, id: string, version: number): Promise<DivisionChange> {
  const change = await undecided(tx, id, version);
  await tx.db
    .updateTable('division_change')
    .set({ declined_at: tx.now, declined_by: tx.actor.id, version: change.version + 1 })
    .where('id', '=', id)
    .execute();
  audit(tx, id, 'division-change-declined', {});
  return getDivisionChange(tx, id);
}

async function undecided(tx: Tx, id: string, version: number): Promise<DivisionChange> {
  const change = await getDivisionChange(tx, id);
  if (change.prov !== tx.actor.prov) refuseInput('not-found', { path: 'params.id', value: id });
  if (change.approvedAt !== null || change.declinedAt !== null) refuse('division-change-decided', { path: 'params.id', value: id });
  if (change.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: change.version } });
  return change;
}

async function mustEndCleanly(tx: Tx, division: string): Promise<void> {
  const bureau = await findBureauOf(tx, division);
  if (bureau === null || bureau.prov !== tx.actor.prov) refuse('division-unknown', { path: 'body.from', value: division });
  else if (bureau.level === 'city' && (await countBureausBelow(tx, division)) > 0)
    refuse('division-has-bureaus-below', { path: 'body.from', value: division });
}

/** The city that the institutions will lie in. */
async function cityOf(tx: Tx, { into, founded }: Input): Promise<string> {
  const bureau = await findBureauOf(tx, into);
  if (founded === undefined) {
    if (bureau === null || bureau.prov !== tx.actor.prov) return refuse('division-unknown', { path: 'body.into', value: into });
    return bureau.city!;
  }
  if (bureau !== null || (await bureauCodeTaken(tx, founded.bureau.code)))
    refuse('division-exists', { path: 'body.founded', value: bureau?.code ?? founded.bureau.code });
  if (founded.level === 'city') return into;
  const above = founded.city === undefined ? null : await findBureauOf(tx, founded.city);
  if (above === null || above.prov !== tx.actor.prov) return refuse('division-unknown', { path: 'body.founded.city', value: founded.city });
  return founded.city!;
}

interface Row {
  readonly id: string;
  readonly prov: string;
  readonly from_divs: readonly string[];
  readonly into_div: string;
  readonly into_city: string;
  readonly into_name: string | null;
  readonly into_level: string | null;
  readonly bureau_code: string | null;
  readonly bureau_name: string | null;
  readonly bureau_gb_code: string | null;
  readonly effective_on: string;
  readonly document: string;
  readonly reason: string;
}

const asRow = (change: DivisionChange): Row => ({
  id: change.id,
  prov: change.prov,
  from_divs: change.from,
  into_div: change.into,
  into_city: change.intoCity,
  into_name: change.intoName,
  into_level: change.intoLevel,
  bureau_code: change.bureauCode,
  bureau_name: change.bureauName,
  bureau_gb_code: change.bureauGbCode,
  effective_on: change.effectiveOn,
  document: change.document,
  reason: change.reason,
});

/** SM3 over everything that the approver approves. */
const digestOf = (row: Row) => sm3Hex(canonicalJson(row));

function audit(tx: Tx, id: string, event: string, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'division-change', id }, territory: { prov: tx.actor.prov, city: null, div: null }, detail });
}
