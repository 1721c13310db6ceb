import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import type { System } from './system.store.ts';

interface Place {
  readonly id: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/**
 * From now on the institution runs this system; the one it ran before is closed. The caller has touched the institution and audits the
 * act that this follows from. Running the same system already changes nothing.
 */
export async function assignSystem(tx: Tx, institution: Place, system: Pick<System, 'id' | 'vendorId'>): Promise<void> {
  const present = await tx.db
    .selectFrom('institution_system')
    .select(['id', 'his_id'])
    .where('institution_id', '=', institution.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (present?.his_id === system.id) return;
  if (present !== undefined) await tx.db.updateTable('institution_system').set({ ended_at: tx.now }).where('id', '=', present.id).execute();
  await tx.db
    .insertInto('institution_system')
    .values({
      id: uuidv7(),
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      his_id: system.id,
      vendor_id: system.vendorId,
      begun_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .execute();
}
