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

/** Locks the institution for re-decision first, then reads it: what the use case sees is what will be decided on. */
export async function touchInstitution(tx: Tx, code: string): Promise<InstitutionView> {
  const { id } = await getInstitution(tx, code);
  await tx.touch([id]);
  return getInstitution(tx, code);
}

export async function listInstitutions(tx: Tx, filter: { after: string | null; name: string | null; kind: string | null; limit: number }) {
  return tx.db
    .selectFrom('institution')
    .select(COLUMNS)
    .$if(filter.after !== null, (query) => query.where('code', '>', filter.after!))
    .$if(filter.kind !== null, (query) => query.where('kind', '=', filter.kind!))
    .$if(filter.name !== null, (query) => query.where(sql<boolean>`name ^@ ${filter.name}`))
    .orderBy('code')
    .limit(filter.limit)
    .execute();
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
