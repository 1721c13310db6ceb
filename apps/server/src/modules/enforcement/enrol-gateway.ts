import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './enforcement.errors.ts';
import { gatewaySecret } from './gateway-secret.ts';

export const enrolment = z.strictObject({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/),
  name: z.string().min(1).max(100),
  environments: z
    .array(z.enum(['production', 'test']))
    .min(1)
    .max(2),
});

/** Enrols a gateway for the administrator's territory and returns its secret, once. */
export async function enrolGateway(tx: Tx, input: z.output<typeof enrolment>, masterKey: Buffer, mode: string) {
  if (mode === 'production' && new Set(input.environments).size !== 1) refuse('gateway-environments-mixed', { path: 'body.environments' });
  const { actor } = tx;
  const inserted = await tx.db
    .insertInto('gateway')
    .values({
      id: uuidv7(),
      code: input.code,
      name: input.name,
      prov: actor.prov,
      city: actor.city,
      div: actor.div,
      environments: [...new Set(input.environments)],
      enrolled_by: actor.id,
      enrolled_at: tx.now,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('gateway-code-taken', { path: 'body.code', value: input.code });
  tx.audit({ event: 'gateway-enrolled', object: { kind: 'gateway', id: input.code }, detail: { environments: input.environments } });
  return { code: input.code, secret: gatewaySecret(masterKey, input.code, 1) };
}

/** Issues a new secret; the old one ends at once. */
export async function reissueSecret(tx: Tx, code: string, masterKey: Buffer) {
  const gateway = await tx.db.selectFrom('gateway').select(['id', 'secret_serial']).where('code', '=', code).forUpdate().executeTakeFirst();
  if (gateway === undefined) return refuseInput('not-found', { path: 'params.code', value: code });
  const serial = gateway.secret_serial + 1;
  await tx.db.updateTable('gateway').set({ secret_serial: serial }).where('id', '=', gateway.id).execute();
  tx.audit({ event: 'gateway-secret-issued', object: { kind: 'gateway', id: code }, detail: { serial } });
  return { code, secret: gatewaySecret(masterKey, code, serial) };
}
