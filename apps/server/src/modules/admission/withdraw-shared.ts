import type { HeldKind } from '@anjie/admission';
import { sql } from 'kysely';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { AT_ONCE, type Tx } from '../../ground/transaction.ts';
import { institutionsServedBy } from '../network/index.ts';
import { institutionsGrantedFor } from '../onboarding/index.ts';
import { basisInForce, reasonOfRow, rowsAsking, type Standing } from '../regulations/index.ts';
import {
  EFFECTS,
  firmHoldsRole,
  getFirm,
  getSystem,
  getWithdrawal,
  insertWithdrawal,
  lockShared,
  markReinstated,
  markRequested,
  refuse,
  runningSystem,
  type SharedThing,
  WITHDRAWABLE,
  type Withdrawal,
} from '../vendors/index.ts';

export const withdrawalInput = z.strictObject({
  subject: z.enum(WITHDRAWABLE),
  /** of the system, or of the firm that is the carrier */
  code: z.string().min(2).max(63),
  /** only in this city of the caller's province */
  city: z
    .string()
    .regex(/^[0-9A-Z]{6}$/)
    .optional(),
  /** no-new: nothing new is taken in; ends: besides, what stands on it counts no longer. The texts are silent: whoever withdraws decides. */
  effect: z.enum(EFFECTS),
  reason: z.string().trim().min(1).max(2000),
});

/** Withdraws a system or a carrier in the caller's province, or in one city of it: one person, at once. */
export async function withdraw(tx: Tx, input: z.output<typeof withdrawalInput>): Promise<Withdrawal> {
  const thing = await thingOf(tx, input);
  await lockShared(tx, thing);
  const withdrawal = await insertWithdrawal(tx, thing, { city: input.city ?? null, effect: input.effect, reason: input.reason });
  if (input.effect === 'ends') await redecideAll(tx, thing, withdrawal.city, 'adverse');
  audit(tx, withdrawal, `${input.subject}-withdrawn`, { effect: input.effect, reason: input.reason });
  return withdrawal;
}

/** How many institutions stand on the thing in the caller's province or one city of it: whom a withdrawal that ends would reach. */
export async function reachOf(tx: Tx, input: Pick<z.output<typeof withdrawalInput>, 'subject' | 'code' | 'city'>): Promise<number> {
  const thing = await thingOf(tx, { ...input, effect: 'ends', reason: '' });
  return new Set((await standingOn(tx, thing, input.city ?? null)).map((one) => one.id)).size;
}

/** By the system or carrier: how many institutions of the province wait to be decided again by a campaign that is under way. */
export async function waitingFor(tx: Tx, things: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.unsafeAsSystem((db) =>
    sql<{ thing: string; waiting: number }>`select campaign.scope_id as thing, count(distinct institution.id)::int as waiting
      from admission_campaign campaign join admission_campaign_member member on member.campaign_id = campaign.id
      join institution on institution.id = member.institution_id
      where campaign.finished_at is null and campaign.scope_id = any(${[...things]}::text[])
        and (${tx.actor.prov}::text is null or institution.prov = ${tx.actor.prov}) group by 1`.execute(db),
  );
  return new Map(rows.map((row) => [row.thing, row.waiting]));
}

/** Requests that a withdrawal end. Nothing changes yet; a further request replaces the one before. */
export async function requestReinstatement(tx: Tx, id: string, version: number, reason: string): Promise<Withdrawal> {
  const withdrawal = await open(tx, id, version);
  const requested = await markRequested(tx, withdrawal, reason);
  audit(tx, requested, 'reinstatement-requested', { reason });
  return requested;
}

/** Another person ends it: what stands on it counts again. */
export async function reinstate(tx: Tx, id: string, version: number): Promise<Withdrawal> {
  const withdrawal = await open(tx, id, version);
  if (withdrawal.requesterId === null) refuse('reinstatement-not-requested', { path: 'params.id', value: id });
  if (withdrawal.requesterId === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: id });
  const reinstated = await markReinstated(tx, withdrawal);
  if (withdrawal.effect === 'ends') await redecideAll(tx, thingIn(withdrawal), withdrawal.city, 'favourable');
  audit(tx, reinstated, `${withdrawal.subject}-reinstated`, { reason: withdrawal.requestedReason });
  return reinstated;
}

async function thingOf(tx: Tx, { subject, code, city }: z.output<typeof withdrawalInput>): Promise<SharedThing> {
  if (subject === 'system') {
    const system = await getSystem(tx, code, 'body.code');
    return { subject, code, hisId: system.id, firmId: system.vendorId };
  }
  const firm = await getFirm(tx, code, 'body.code');
  if (!(await firmHoldsRole(tx, firm.id, 'carrier', { prov: tx.actor.prov!, city: city ?? null })))
    refuse('firm-lacks-role', { path: 'body.code', value: code, rule: 'carrier' });
  return { subject, code, hisId: null, firmId: firm.id };
}

const thingIn = (withdrawal: Withdrawal): SharedThing => ({
  subject: withdrawal.subject as SharedThing['subject'],
  code: withdrawal.system ?? withdrawal.firm,
  hisId: withdrawal.hisId,
  firmId: withdrawal.firmId,
});

/** The withdrawal, its shared thing locked, as the caller last read it. */
async function open(tx: Tx, id: string, version: number): Promise<Withdrawal> {
  const found = await getWithdrawal(tx, id);
  if (found.prov !== tx.actor.prov) refuseInput('not-found', { path: 'params.id', value: id });
  await lockShared(tx, thingIn(found));
  const withdrawal = await getWithdrawal(tx, id);
  if (withdrawal.reinstatedAt !== null) refuse('withdrawal-ended', { path: 'params.id', value: id });
  if (withdrawal.version !== version)
    refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: withdrawal.version } });
  return withdrawal;
}

/**
 * Has everybody who stands on the thing decided again: by one campaign for each row of a profile that asks for what lapses, so that the order
 * that stands meanwhile denies what that row denies, in its words.
 */
async function redecideAll(tx: Tx, thing: SharedThing, city: string | null, how: 'adverse' | 'favourable'): Promise<void> {
  const standings = await standingOn(tx, thing, city);
  const basis = await basisInForce(tx, { lock: false });
  const isReached = await reachedByOrder(tx, thing, standings);
  for (const { row, within, members } of rowsAsking(basis, standings)) {
    const reached = members.filter(isReached);
    await touchInParts(
      tx,
      thing,
      members.filter((id) => !isReached(id)),
    );
    await tx.touchShared({
      scope: { kind: thing.subject, id: thing.hisId ?? thing.firmId, within: city ?? within },
      institutions: reached,
      adverse: how === 'favourable' ? null : { environments: row.environments, reason: reasonOfRow(row) },
    });
  }
}

async function standingOn(tx: Tx, thing: SharedThing, city: string | null): Promise<Standing[]> {
  const place = { prov: tx.actor.prov!, city };
  if (thing.hisId !== null)
    return (await institutionsGrantedFor(tx, thing.hisId, place)).map((row) => ({ ...row, kind: row.kind as HeldKind }));
  return (await institutionsServedBy(tx, thing.firmId, place)).map((row) => ({ ...row, kind: 'line' as const }));
}

/** An order against a system reaches who runs it; who only tests on it is not reached by one. */
async function reachedByOrder(tx: Tx, thing: SharedThing, standings: readonly Standing[]): Promise<(id: string) => boolean> {
  if (thing.hisId === null) return () => true;
  const ids = [...new Set(standings.map((one) => one.id))];
  const running = await runningSystem(tx, thing.hisId, ids);
  return (id) => running.has(id);
}

/** Who tests on a system are few; should they be many, a campaign without an order decides them. */
async function touchInParts(tx: Tx, thing: SharedThing, ids: readonly string[]): Promise<void> {
  if (ids.length <= AT_ONCE) await tx.touch(ids);
  else await tx.touchShared({ scope: { kind: thing.subject, id: thing.hisId ?? thing.firmId }, institutions: ids, adverse: null });
}

function audit(tx: Tx, withdrawal: Withdrawal, event: string, detail: Record<string, unknown>): void {
  tx.audit({
    event,
    object: { kind: 'withdrawal', id: withdrawal.id },
    territory: { prov: withdrawal.prov, city: withdrawal.city, div: null },
    detail: { ...detail, [withdrawal.subject]: withdrawal.system ?? withdrawal.firm },
  });
}
