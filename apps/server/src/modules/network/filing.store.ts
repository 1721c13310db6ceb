import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { FilingState, Subject } from './filing-lifecycle.ts';

type Reader = Pick<Tx, 'db'>;

const filings = (tx: Reader) =>
  tx.db
    .selectFrom('filing')
    .leftJoin('firm', 'firm.id', 'filing.carrier_id')
    .leftJoin('filing as target', 'target.id', 'filing.target_id')
    .select([
      'filing.id',
      'filing.number',
      'filing.subject',
      'filing.act',
      'filing.institution_id as institutionId',
      'filing.institution_code as institution',
      'filing.prov',
      'filing.city',
      'filing.div',
      'filing.state',
      'filing.version',
      'filing.target_id as targetId',
      'target.number as target',
      'filing.line_kind as kind',
      'filing.carrier_id as carrierId',
      'firm.code as carrier',
      'filing.agreement_number as agreementNumber',
      'filing.agreement_year as agreementYear',
      'filing.subscriber',
      'filing.environment',
      'filing.ip',
      'filing.mac',
      'filing.device',
      'filing.psam',
      'filing.filed_at as filedAt',
      'filing.accepted_at as acceptedAt',
      'filing.returned_at as returnedAt',
      'filing.return_reason as returnReason',
      'filing.return_note as returnNote',
      'filing.withdrawn_at as withdrawnAt',
      'filing.ended_at as endedAt',
    ]);

export type Filing = NonNullable<Awaited<ReturnType<ReturnType<typeof filings>['executeTakeFirst']>>>;

/** @throws not-found, also for another territory's, another carrier's and another subject's filing */
export async function getFiling(tx: Reader, subject: Subject, id: string): Promise<Filing> {
  const row = await filings(tx).where('filing.id', '=', id).where('filing.subject', '=', subject).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** Locks the institution of a filing first, then reads the filing as it will be decided on. The caller need not see the institution's row. */
export async function touchFiling(tx: Tx, subject: Subject, id: string): Promise<Filing> {
  const { institutionId } = await getFiling(tx, subject, id);
  await tx.touch([institutionId]);
  return getFiling(tx, subject, id);
}

export interface FilingFilter {
  /** null: of every institution the caller may see */
  readonly institutionId: string | null;
  readonly state: FilingState | null;
  /** number of the last filing of the page before */
  readonly after: string | null;
  readonly limit: number;
}

export async function listFilings(tx: Reader, subject: Subject, filter: FilingFilter): Promise<Filing[]> {
  return filings(tx)
    .where('filing.subject', '=', subject)
    .$if(filter.institutionId !== null, (query) => query.where('filing.institution_id', '=', filter.institutionId!))
    .$if(filter.state !== null, (query) => query.where('filing.state', '=', filter.state!))
    .$if(filter.after !== null, (query) => query.where('filing.number', '>', filter.after!))
    .orderBy('filing.number')
    .limit(filter.limit)
    .execute();
}

/** Filings of one institution, whatever their subject, the latest first. */
export async function latestFilings(tx: Reader, institutionId: string, limit: number): Promise<Filing[]> {
  return filings(tx).where('filing.institution_id', '=', institutionId).orderBy('filing.id', 'desc').limit(limit).execute();
}

/** Institutions within the caller's sight with an open filing or one in force at that address, or of that MAC. */
export async function institutionsAt(tx: Reader, at: { readonly ip?: string; readonly mac?: string }, limit: number): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('filing')
    .select('institution_id')
    .distinct()
    .$if(at.ip !== undefined, (query) => query.where('ip', '=', at.ip!))
    .$if(at.mac !== undefined, (query) => query.where('mac', '=', at.mac!))
    .where((eb) => eb.or([eb('state', '=', 'filed'), eb.and([eb('state', '=', 'accepted'), eb('act', '<>', 'cancel')])]))
    .limit(limit)
    .execute();
  return rows.map((row) => row.institution_id);
}

/** Filings of one institution that are open or in force; cancellations are listed while open only. */
export async function standingFilings(tx: Reader, institutionId: string, subject: Subject): Promise<Filing[]> {
  return filings(tx)
    .where('filing.institution_id', '=', institutionId)
    .where('filing.subject', '=', subject)
    .where((eb) =>
      eb.or([eb('filing.state', '=', 'filed'), eb.and([eb('filing.state', '=', 'accepted'), eb('filing.act', '<>', 'cancel')])]),
    )
    .execute();
}

/** 备案号: institution, year, running number of the institution in that year. Whoever asks holds the institution's lock. */
export async function nextNumber(tx: Reader, institution: { readonly id: string; readonly code: string }, year: string): Promise<string> {
  const prefix = `${institution.code}-${year}-`;
  const last = await tx.db
    .selectFrom('filing')
    .select('number')
    .where('institution_id', '=', institution.id)
    .where('number', '^@', prefix)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return prefix + String(last === undefined ? 1 : Number(last.number.slice(prefix.length)) + 1).padStart(5, '0');
}

/** Institutions of the caller's territory with a line of this carrier that is filed or in force. */
export async function institutionsServedBy(
  tx: Pick<Tx, 'db'>,
  carrierId: string,
  place: { readonly prov: string; readonly city: string | null },
) {
  return tx.db
    .selectFrom('filing')
    .select(['institution_id as id', 'prov', 'city', 'div'])
    .distinct()
    .where('carrier_id', '=', carrierId)
    .where('subject', '=', 'line')
    .where('state', 'in', ['filed', 'accepted'])
    .where('prov', '=', place.prov)
    .$if(place.city !== null, (query) => query.where('city', '=', place.city!))
    .execute();
}
