import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { maskName, maskPhone } from '../disclosure/index.ts';

/** What is on record of an institution and may become different, with its column. */
export const AMENDABLE = {
  name: 'name',
  tier: 'tier',
  address: 'address',
  contactName: 'contact_name',
  contactPhone: 'contact_phone',
  legalRepresentative: 'legal_representative',
} as const;

export type Field = keyof typeof AMENDABLE;
export type Values = Partial<Record<Field, string | null>>;

const PERSONAL: Partial<Record<Field, (value: string) => string>> = {
  contactName: maskName,
  contactPhone: maskPhone,
  legalRepresentative: maskName,
};

type Reader = Pick<Tx, 'db'>;

/** What is on record, in the words of the API. */
export async function presentValues(tx: Reader, institutionId: string): Promise<Record<Field, string | null>> {
  return tx.db
    .selectFrom('institution')
    .select([
      'name',
      'tier',
      'address',
      'contact_name as contactName',
      'contact_phone as contactPhone',
      'legal_representative as legalRepresentative',
    ])
    .where('id', '=', institutionId)
    .executeTakeFirstOrThrow();
}

/** Contact and legal representative as lists and dossiers show them. */
export async function maskedContacts(tx: Reader, institutionId: string) {
  const { contactName, contactPhone, legalRepresentative } = await presentValues(tx, institutionId);
  return masked({ contactName, contactPhone, legalRepresentative });
}

const instant = z.date().transform((at) => at.toISOString());
const values = z.partialRecord(z.enum(Object.keys(AMENDABLE) as [Field, ...Field[]]), z.string().nullable());

/** Persons and numbers are masked; `id` is for acceptance and return. */
export const amendmentView = z.object({
  id: z.string(),
  institution: z.string(),
  nature: z.string(),
  state: z.string(),
  before: values,
  after: values,
  reason: z.string(),
  changedOn: z.string().nullable(),
  filedBy: personName,
  filedAt: instant,
  decidedBy: personName.nullable(),
  decidedAt: instant.nullable(),
  returnReason: z.string().nullable(),
  version: z.number(),
});

const columns = (tx: Reader) =>
  tx.db
    .selectFrom('institution_amendment')
    .select([
      'id',
      'institution_id as institutionId',
      'institution_code as institution',
      'nature',
      'state',
      'before',
      'after',
      'reason',
      'changed_on as changedOn',
      'filed_by_name as filedBy',
      'filed_at as filedAt',
      'decided_by_name as decidedBy',
      'decided_at as decidedAt',
      'return_reason as returnReason',
      'version',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof columns>['execute']>>[number];
export type Amendment = Omit<Row, 'before' | 'after'> & { readonly before: Values; readonly after: Values };

/** Values as stored; `maskedAmendment` before anybody sees them. @throws not-found, also for another territory's */
export async function getAmendment(tx: Reader, id: string): Promise<Amendment> {
  const row = await columns(tx).where('id', '=', id).executeTakeFirst();
  if (row === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  return { ...row, before: row.before as Values, after: row.after as Values };
}

export function maskedAmendment(amendment: Amendment): Amendment {
  return { ...amendment, before: masked(amendment.before), after: masked(amendment.after) };
}

/** For views and for the audit, which keeps no personal value. */
export function masked(of: Values): Values {
  return Object.fromEntries(
    Object.entries(of).map(([field, value]) => [field, value === null ? null : (PERSONAL[field as Field]?.(value) ?? value)]),
  );
}

export interface AmendmentFilter {
  /** null: of every institution within the caller's sight */
  readonly institutionId: string | null;
  readonly state: 'filed' | 'accepted' | 'returned' | null;
  /** id of the last one of the page before */
  readonly after: string | null;
  readonly limit: number;
}

/** Amendments, masked, the latest first. */
export async function listAmendments(tx: Reader, filter: AmendmentFilter): Promise<Amendment[]> {
  const rows = await columns(tx)
    .$if(filter.institutionId !== null, (query) => query.where('institution_id', '=', filter.institutionId!))
    .$if(filter.state !== null, (query) => query.where('state', '=', filter.state!))
    .$if(filter.after !== null, (query) => query.where('id', '<', filter.after!))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => maskedAmendment({ ...row, before: row.before as Values, after: row.after as Values }));
}
