import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { FIRM_ROLES, getFirm } from './firm.store.ts';
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

async function addRoles(tx: Tx, firm: { id: string; code: string; name: string }, input: z.output<typeof firmRoles>) {
  const prov = tx.actor.prov!;
  await tx.db
    .insertInto('firm_role')
    .values([...new Set(input.roles)].map((role) => ({ firm_id: firm.id, role, prov, city: input.city ?? null })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const held = await tx.db
    .selectFrom('firm_role')
    .select('role')
    .where('firm_id', '=', firm.id)
    .where('prov', '=', prov)
    .orderBy('role')
    .execute();
  tx.audit({
    event: 'firm-roles-recorded',
    object: { kind: 'firm', id: firm.code },
    territory: { prov, city: null, div: null },
    detail: { ...input },
  });
  return { code: firm.code, name: firm.name, roles: held.map((row) => row.role) };
}
