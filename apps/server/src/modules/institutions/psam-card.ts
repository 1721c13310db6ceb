import { saidValue } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { refuse } from './institution.errors.ts';
import { type InstitutionView, touchInstitution } from './institution.store.ts';
import { mustBeOwnBureau } from './own-bureau.ts';

export const psamReport = z.strictObject({
  /** number on the card */
  card: z.string().trim().min(1).max(40),
  /** lost, or handed in to the office because it is broken or no longer used */
  kind: z.enum(['lost', 'handed-in']),
  happenedOn: z.iso.date(),
  note: z.string().trim().min(1).max(2000),
});

export const settlement = z.strictObject({ settlement: z.string().trim().min(1).max(2000) });

const columns = [
  'id',
  'card',
  'kind',
  'happened_on as happenedOn',
  'note',
  'recorded_at as recordedAt',
  'settled_at as settledAt',
  'settlement',
] as const;

/** Records that a PSAM card is lost, or was handed in (TS-3(5)). A loss stands until the bureau has settled it. */
export async function reportPsam(tx: Tx, code: string, input: z.output<typeof psamReport>) {
  const institution = await touchInstitution(tx, code);
  if (input.happenedOn > businessDate(tx.now))
    refuseInput('input-invalid', { path: 'body.happenedOn', value: input.happenedOn, rule: '≤ today' });
  const id = uuidv7();
  const inserted = await tx.db
    .insertInto('psam_record')
    .values({
      id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      card: input.card,
      kind: input.kind,
      happened_on: input.happenedOn,
      note: input.note,
      recorded_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('psam-lost-already', { path: 'body.card', value: input.card });
  audit(tx, institution, `psam-${input.kind}`, { happenedOn: input.happenedOn });
  return getRecord(tx, institution.id, id);
}

/** The bureau settles a loss: found, replaced, or otherwise dealt with. What the loss barred is taken in again. */
export async function settlePsam(tx: Tx, code: string, id: string, input: z.output<typeof settlement>) {
  const institution = await touchInstitution(tx, code);
  mustBeOwnBureau(tx, institution);
  const record = await getRecord(tx, institution.id, id);
  if (record.kind !== 'lost' || record.settledAt !== null) refuse('psam-not-lost', { path: 'params.id', value: id });
  await tx.db
    .updateTable('psam_record')
    .set({ settled_at: tx.now, settled_by: tx.actor.id, settlement: input.settlement })
    .where('id', '=', id)
    .execute();
  audit(tx, institution, 'psam-loss-settled', { settlement: input.settlement });
  return getRecord(tx, institution.id, id);
}

export async function listPsam(tx: Pick<Tx, 'db'>, institutionId: string) {
  return tx.db
    .selectFrom('psam_record')
    .select(columns)
    .where('institution_id', '=', institutionId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
}

/** TS-3(5): 「不得遗失，否则不能办理医保定点机构迁址等相关手续」. @throws psam-lost where the rules bar it while a card is lost */
export async function mustNotBeBarred(tx: Tx, institution: InstitutionView, procedure: 'relocation'): Promise<void> {
  const { lostCardBars } = (await basisInForce(tx, { lock: false })).profile(institution).terminals;
  if (!saidValue(lostCardBars)?.includes(procedure)) return;
  const lost = await tx.db
    .selectFrom('psam_record')
    .select('happened_on')
    .where('institution_id', '=', institution.id)
    .where('kind', '=', 'lost')
    .where('settled_at', 'is', null)
    .executeTakeFirst();
  if (lost !== undefined) refuse('psam-lost', { value: lost.happened_on, rule: procedure, clause: lostCardBars.clause! });
}

async function getRecord(tx: Tx, institutionId: string, id: string) {
  const row = await tx.db
    .selectFrom('psam_record')
    .select(columns)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

function audit(tx: Tx, institution: InstitutionView, event: string, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'institution', id: institution.code }, territory: institution, institutionId: institution.id, detail });
}
