import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './institution.errors.ts';
import { getInstitution, type InstitutionView } from './institution.store.ts';
import { fitsCode, kindsIn } from './institution-kind.ts';

export const registration = z.strictObject({
  code: z.string().regex(/^[A-Z]\d{11}$/),
  /** one that the rules of the territory know */
  kind: z.string().regex(/^[a-z][a-z-]{1,30}$/),
  name: z.string().trim().min(2).max(200),
  tier: z.string().max(20).optional(),
  address: z.string().max(300).optional(),
  contactName: z.string().max(50).optional(),
  contactPhone: z
    .string()
    .regex(/^[0-9+() -]{5,20}$/)
    .optional(),
  legalRepresentative: z.string().max(50).optional(),
});

/** Registers an institution in the caller's own territory; a city's own unit (市本级) carries the city as its division. */
export async function registerInstitution(tx: Tx, input: z.output<typeof registration>): Promise<InstitutionView> {
  const { actor } = tx;
  const kinds = await kindsIn(tx, { prov: actor.prov!, city: actor.city!, div: actor.div ?? actor.city! });
  if (!fitsCode(kinds, input.kind, input.code))
    refuse('institution-kind-mismatch', {
      path: kinds.some((one) => one.code === input.kind) ? 'body.code' : 'body.kind',
      value: `${input.kind} ${input.code}`,
      rule: kinds.map((one) => `${one.code}: ${one.letter}`).join(', '),
    });
  const id = uuidv7();
  const inserted = await tx.db
    .insertInto('institution')
    .values({
      id,
      code: input.code,
      kind: input.kind,
      name: input.name,
      tier: input.tier ?? null,
      address: input.address ?? null,
      contact_name: input.contactName ?? null,
      contact_phone: input.contactPhone ?? null,
      legal_representative: input.legalRepresentative ?? null,
      prov: actor.prov!,
      city: actor.city!,
      div: actor.div ?? actor.city!,
      bureau_id: actor.bureauId!,
      registered_at: tx.now,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('institution-code-taken', { path: 'body.code', value: input.code });
  await tx.touch([id]);
  const view = await getInstitution(tx, input.code);
  tx.audit({
    event: 'institution-registered',
    object: { kind: 'institution', id: input.code },
    territory: view,
    institutionId: id,
    detail: { kind: input.kind, name: input.name },
  });
  return view;
}
