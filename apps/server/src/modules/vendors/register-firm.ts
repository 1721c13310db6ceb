import { saidValue } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { FIRM_ROLES, type Firm, getFirm, holdersOf } from './firm.store.ts';
import { refuse } from './vendors.errors.ts';

export const firmCode = z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/);
const roles = z.array(z.enum(FIRM_ROLES)).min(1).max(FIRM_ROLES.length);
const city = z.string().regex(/^[0-9A-Z]{6}$/);

export const firmRegistration = z.strictObject({
  code: firmCode,
  name: z.string().trim().min(2).max(200),
  roles,
  /** the roles are held in this city alone; left out: in the whole province */
  city: city.optional(),
});

export const firmRoles = z.strictObject({ roles, city: city.optional() });

/** Registers a firm with its roles in the caller's province. */
export async function registerFirm(tx: Tx, input: z.output<typeof firmRegistration>) {
  const id = uuidv7();
  const inserted = await tx.db
    .insertInto('firm')
    .values({ id, code: input.code, name: input.name, prov: tx.actor.prov!, registered_at: tx.now })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('firm-code-taken', { path: 'body.code', value: input.code });
  return addRoles(tx, { id, code: input.code, name: input.name }, input);
}

/** Records further roles of a firm that is registered already, in the caller's province: a firm of one province may work in another. */
export async function recordFirmRoles(tx: Tx, code: string, input: z.output<typeof firmRoles>) {
  return addRoles(tx, await getFirm(tx, code, 'params.code'), input);
}

async function addRoles(tx: Tx, firm: Firm, input: z.output<typeof firmRoles>) {
  const prov = tx.actor.prov!;
  if (input.roles.includes('carrier')) await mustLeaveRoom(tx, firm, input.city ?? null);
  await tx.db
    .insertInto('firm_role')
    .values([...new Set(input.roles)].map((role) => ({ firm_id: firm.id, role, prov, city: input.city ?? null, begun_at: tx.now })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  audit(tx, firm, 'firm-roles-recorded', { ...input });
  return viewOf(tx, firm);
}

/** JC-5: a city whose text names so many carriers has no more of them. */
async function mustLeaveRoom(tx: Tx, firm: Firm, city: string | null): Promise<void> {
  const prov = tx.actor.prov!;
  const basis = await basisInForce(tx, { lock: false });
  const below = [...basis.profiles.values()].filter((one) => one.parent === prov).map((one) => one.code);
  for (const place of city === null ? [prov, ...below] : [city]) {
    const { count } = basis.profile({ prov, city: place, div: place }).carriers;
    const most = saidValue(count);
    if (most === null) continue;
    const others = (await holdersOf(tx, 'carrier', prov, place)).filter((id) => id !== firm.id);
    if (others.length >= most)
      refuse('carriers-complete', {
        path: 'body.roles',
        value: place,
        rule: `≤ ${most}`,
        ...(count.clause === undefined ? {} : { clause: count.clause }),
      });
  }
}

export const roleEnding = z.strictObject({
  role: z.enum(FIRM_ROLES),
  /** the city in which alone it is held; left out: the role of the whole province */
  city: city.optional(),
  reason: z.string().trim().min(1).max(2000),
});

/** Ends a role in the caller's province: nothing new is taken in from it. What stands on a carrier is ended by a withdrawal alone. */
export async function endFirmRole(tx: Tx, code: string, input: z.output<typeof roleEnding>) {
  const firm = await getFirm(tx, code, 'params.code');
  const ended = await tx.db
    .updateTable('firm_role')
    .set({ ended_at: tx.now, ended_by: tx.actor.id, ended_reason: input.reason })
    .where('firm_id', '=', firm.id)
    .where('role', '=', input.role)
    .where('prov', '=', tx.actor.prov!)
    .where('city', input.city === undefined ? 'is' : '=', input.city ?? null)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (ended.numUpdatedRows === 0n) refuse('role-not-held', { path: 'body.role', value: input.role });
  audit(tx, firm, 'firm-role-ended', { ...input });
  return viewOf(tx, firm);
}

async function viewOf(tx: Tx, firm: Firm) {
  const held = await tx.db
    .selectFrom('firm_role')
    .select('role')
    .distinct()
    .where('firm_id', '=', firm.id)
    .where('prov', '=', tx.actor.prov!)
    .where('ended_at', 'is', null)
    .orderBy('role')
    .execute();
  return { code: firm.code, name: firm.name, roles: held.map((row) => row.role) };
}

function audit(tx: Tx, firm: Firm, event: string, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'firm', id: firm.code }, territory: { prov: tx.actor.prov, city: null, div: null }, detail });
}
