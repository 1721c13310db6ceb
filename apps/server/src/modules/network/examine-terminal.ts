import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { getDocument } from '../documents/index.ts';
import { type Filing, getFiling, touchFiling } from './filing.store.ts';
import { mustAllow } from './must-allow.ts';
import { mustBeTerritorialBureau } from './territory-rules.ts';

export const examination = z
  .strictObject({
    examinedOn: z.iso.date(),
    /** used for the network alone */
    dedicated: z.boolean(),
    /** no way to the internet */
    offline: z.boolean(),
    /** an antivirus is there */
    protected: z.boolean(),
    note: z.string().trim().min(1).max(2000).optional(),
    documentId: z.uuid().optional(),
  })
  .refine((found) => (found.dedicated && found.offline && found.protected) || found.note !== undefined, {
    path: ['note'],
    message: '不符合的须写明 / say what does not conform',
  });

/** The unit's examination of a device that it connects (TS-1(6)); one that found a fault is followed by another. */
export async function examineTerminal(tx: Tx, id: string, input: z.output<typeof examination>): Promise<Filing> {
  const filing = await touchFiling(tx, 'terminal', id);
  if (tx.actor.level !== 'party') mustBeTerritorialBureau(tx, filing);
  mustAllow('examine', filing);
  if (input.examinedOn > businessDate(tx.now))
    refuseInput('input-invalid', { path: 'body.examinedOn', value: input.examinedOn, rule: '≤ today' });
  const document = input.documentId === undefined ? null : await getDocument(tx, filing.institutionId, input.documentId, 'body.documentId');
  await tx.db
    .insertInto('terminal_examination')
    .values({
      id: uuidv7(),
      filing_id: id,
      institution_id: filing.institutionId,
      prov: filing.prov,
      city: filing.city,
      div: filing.div,
      examined_on: input.examinedOn,
      dedicated: input.dedicated,
      offline: input.offline,
      protected: input.protected,
      note: input.note ?? null,
      document_id: document?.id ?? null,
      recorded_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .execute();
  tx.audit({
    event: 'terminal-examined',
    object: { kind: 'filing', id: filing.number },
    territory: filing,
    institutionId: filing.institutionId,
    detail: { examinedOn: input.examinedOn, dedicated: input.dedicated, offline: input.offline, protected: input.protected },
  });
  return getFiling(tx, 'terminal', id);
}

/** Examinations of some terminals, the earliest first. One query. */
export async function examinationsOf(tx: Pick<Tx, 'db'>, ids: readonly string[]) {
  if (ids.length === 0) return () => [];
  const rows = await tx.db
    .selectFrom('terminal_examination')
    .select([
      'filing_id',
      'examined_on as examinedOn',
      'dedicated',
      'offline',
      'protected',
      'conforms',
      'note',
      'document_id as documentId',
    ])
    .where('filing_id', 'in', [...ids])
    .orderBy('recorded_at')
    .orderBy('id')
    .execute();
  return (id: string) => rows.filter((row) => row.filing_id === id);
}
