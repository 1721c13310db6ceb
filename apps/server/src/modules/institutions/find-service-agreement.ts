import type { Tx } from '../../ground/transaction.ts';

/** The service agreement of that number that has not been ended, or undefined. `year` is the year it is made for (当年, NX-8). */
export async function findServiceAgreement(tx: Pick<Tx, 'db'>, institutionId: string, number: string) {
  return tx.db
    .selectFrom('service_agreement')
    .select(['number', 'year', 'valid_from as validFrom', 'valid_to as validTo'])
    .where('institution_id', '=', institutionId)
    .where('number', '=', number)
    .where('ended_at', 'is', null)
    .orderBy('year', 'desc')
    .executeTakeFirst();
}

/** Every service agreement of an institution, the latest first. */
export async function listServiceAgreements(tx: Pick<Tx, 'db'>, institutionId: string) {
  return tx.db
    .selectFrom('service_agreement')
    .leftJoin('firm', 'firm.id', 'service_agreement.agency_id')
    .select([
      'service_agreement.id',
      'number',
      'year',
      'valid_from as validFrom',
      'valid_to as validTo',
      'signed_on as signedOn',
      'first_party as firstParty',
      'second_party as secondParty',
      'firm.code as agency',
      'ended_at as endedAt',
      'ended_reason as endedReason',
    ])
    .where('institution_id', '=', institutionId)
    .orderBy('valid_from', 'desc')
    .orderBy('service_agreement.id', 'desc')
    .limit(200)
    .execute();
}
