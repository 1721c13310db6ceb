import type { FactPart } from '@anjie/admission';
import { sql } from 'kysely';
import { endOfDate, startOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { operatorFacts } from './operator.store.ts';

export interface InstitutionView {
  readonly id: string;
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly tier: string | null;
  readonly address: string | null;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
  readonly version: number;
  readonly registeredAt: Date;
}

const COLUMNS = [
  'id',
  'code',
  'kind',
  'name',
  'tier',
  'address',
  'prov',
  'city',
  'div',
  'version',
  'registered_at as registeredAt',
] as const;

/** @throws not-found, also for an institution of another territory */
export async function getInstitution(tx: Tx, code: string): Promise<InstitutionView> {
  const row = await tx.db.selectFrom('institution').select(COLUMNS).where('code', '=', code).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.code', value: code });
}

/** Names of the institutions that the reader may see, by code: the others are left out, as if there were none. */
export async function namesOf(tx: Pick<Tx, 'db'>, codes: readonly string[]) {
  const known = sql<string>`any(${codes}::text[])`;
  return tx.db.selectFrom('institution').select(['code', 'name']).where('code', '=', known).orderBy('code').execute();
}

/** Who is reached there and who answers for it, unmasked: whoever asks leaves a trace in the audit. */
export async function findContacts(tx: Tx, code: string) {
  const institution = await getInstitution(tx, code);
  const contacts = await tx.db
    .selectFrom('institution')
    .select(['contact_name as contactName', 'contact_phone as contactPhone', 'legal_representative as legalRepresentative'])
    .where('id', '=', institution.id)
    .executeTakeFirstOrThrow();
  tx.audit({
    event: 'contacts-shown',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
  });
  return contacts;
}

/** Contacts of many institutions, for exports, which mask them. One query. */
export async function contactsOf(tx: Pick<Tx, 'db'>, ids: readonly string[]) {
  const rows = await tx.db
    .selectFrom('institution')
    .select(['id', 'contact_name as contactName', 'contact_phone as contactPhone', 'legal_representative as legalRepresentative'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  const byId = new Map(rows.map(({ id, ...contacts }) => [id, contacts]));
  return (id: string) => byId.get(id) ?? { contactName: null, contactPhone: null, legalRepresentative: null };
}

/** Locks the institution for re-decision first, then reads it: what the use case sees is what will be decided on. */
export async function touchInstitution(tx: Tx, code: string): Promise<InstitutionView> {
  const { id } = await getInstitution(tx, code);
  await tx.touch([id]);
  return getInstitution(tx, code);
}

export interface InstitutionFilter {
  /** any part of the name; letters in either case and width */
  readonly name?: string | undefined;
  /** any part of the address */
  readonly address?: string | undefined;
  /** how the code begins */
  readonly code?: string | undefined;
  readonly kind?: string | undefined;
  readonly tier?: string | undefined;
  /** GB/T 2260 code of a county, or of a city for its own unit */
  readonly div?: string | undefined;
  /** none but these */
  readonly ids?: readonly string[] | undefined;
  readonly sort?: 'code' | 'name' | 'newest' | undefined;
  /** code of the last one of the page before */
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Institutions of the caller's territory, in the order asked for. The ids come from find_institutions(), which filters by territory
 * itself since row security lets no index help with a part of a name; the rows are read under row security all the same.
 */
export async function listInstitutions(tx: Pick<Tx, 'db'>, filter: InstitutionFilter): Promise<InstitutionView[]> {
  const found = await sql<{ id: string }>`select find_institutions(${JSON.stringify(filter)}::jsonb) as id`.execute(tx.db);
  const ids = found.rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const rows = await tx.db.selectFrom('institution').select(COLUMNS).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute();
  const place = new Map(ids.map((id, i) => [id, i]));
  return rows.toSorted((a, b) => place.get(a.id)! - place.get(b.id)!);
}

/** How many institutions of the caller's territory fit, counted up to `most` and no further. */
export async function countInstitutions(tx: Pick<Tx, 'db'>, filter: Omit<InstitutionFilter, 'limit'>, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count_institutions(${JSON.stringify(filter)}::jsonb, ${most}) as n`.execute(tx.db);
  return rows[0]!.n;
}

/**
 * Service agreements as positive facts: the designation that NX-6, JC-11 and TS speak of; their YEAR is a gate of the line filing alone
 * (NX-8). And the named security operators (NX-5).
 */
export async function admissionFacts(tx: Pick<Tx, 'db'>, ids: readonly string[]): Promise<FactPart[]> {
  const rows = await tx.db
    .selectFrom('service_agreement')
    .select(['id', 'institution_id', 'valid_from', 'valid_to', 'ended_at'])
    .where('institution_id', 'in', [...ids])
    .execute();
  const agreements = rows.map((row): FactPart => {
    const until = row.valid_to === null ? null : endOfDate(row.valid_to).getTime();
    const ended = row.ended_at?.getTime() ?? null;
    return {
      institution: row.institution_id,
      held: [
        {
          kind: 'service-agreement',
          environment: null,
          from: startOfDate(row.valid_from).getTime(),
          until: until === null ? ended : ended === null ? until : Math.min(until, ended),
          ref: row.id,
        },
      ],
    };
  });
  return [...agreements, ...(await operatorFacts(tx, ids))];
}

/** Who the institutions are, in id order; the part of the facts that every decision begins with. */
export async function institutionFacts(tx: Pick<Tx, 'db'>, ids: readonly string[]) {
  const rows = await tx.db
    .selectFrom('institution')
    .select(['id', 'code', 'kind', 'prov', 'city', 'div', 'registered_at'])
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute();
  return rows.map(({ registered_at, ...row }) => ({ ...row, registeredAt: registered_at.getTime() }));
}
