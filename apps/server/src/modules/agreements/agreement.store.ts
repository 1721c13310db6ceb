import type { FactPart } from '@anjie/admission';
import { endOfDate, startOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

export interface AgreementView {
  readonly id: string;
  readonly institution: string;
  readonly kind: string;
  readonly number: string | null;
  readonly signatories: { readonly institution: boolean; readonly bureau: string | null; readonly firm: string | null };
  readonly firmName: string | null;
  readonly subject: string | null;
  readonly copies: number | null;
  readonly signedOn: string;
  readonly validTo: string | null;
  readonly ended: { readonly at: Date; readonly reason: string } | null;
  readonly recordedAt: Date;
  readonly version: number;
}

function query(tx: Pick<Tx, 'db'>) {
  return tx.db
    .selectFrom('agreement')
    .innerJoin('institution', 'institution.id', 'agreement.institution_id')
    .leftJoin('bureau', 'bureau.id', 'agreement.bureau_id')
    .leftJoin('firm', 'firm.id', 'agreement.firm_id')
    .selectAll('agreement')
    .select(['institution.code as institution', 'bureau.name as bureau', 'firm.code as firm', 'firm.name as firmName']);
}

type Row = Awaited<ReturnType<ReturnType<typeof query>['execute']>>[number];

function present(row: Row): AgreementView {
  return {
    id: row.id,
    institution: row.institution,
    kind: row.kind,
    number: row.number,
    signatories: { institution: row.with_institution, bureau: row.bureau, firm: row.firm },
    firmName: row.firmName,
    subject: row.subject,
    copies: row.copies,
    signedOn: row.signed_on,
    validTo: row.valid_to,
    ended: row.ended_at === null ? null : { at: row.ended_at, reason: row.ended_reason! },
    recordedAt: row.recorded_at,
    version: row.version,
  };
}

/** @throws not-found, also for an agreement of another territory */
export async function getAgreement(tx: Pick<Tx, 'db'>, id: string, path = 'params.id'): Promise<AgreementView> {
  const row = await query(tx).where('agreement.id', '=', id).executeTakeFirst();
  return row === undefined ? refuseInput('not-found', { path, value: id }) : present(row);
}

/** Every agreement of one institution, the latest first. */
export async function listAgreements(tx: Pick<Tx, 'db'>, institutionId: string): Promise<AgreementView[]> {
  const rows = await query(tx).where('agreement.institution_id', '=', institutionId).orderBy('agreement.id', 'desc').execute();
  return rows.map(present);
}

/** The institution's security agreement that is not ended, or null. */
export async function findSecurityAgreement(tx: Pick<Tx, 'db'>, institutionId: string): Promise<{ readonly id: string } | null> {
  const row = await tx.db
    .selectFrom('agreement')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('kind', '=', 'security-agreement')
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

export async function endAgreement(tx: Tx, id: string, reason: string): Promise<void> {
  await tx.db
    .updateTable('agreement')
    .set((eb) => ({ ended_at: tx.now, ended_reason: reason, ended_by: tx.actor.id, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** TS-0: the security agreement is in force from the day it is signed (TS-5) until it is ended. The other kinds gate no connection. */
export async function admissionFacts(tx: Pick<Tx, 'db'>, ids: readonly string[]): Promise<FactPart[]> {
  const rows = await tx.db
    .selectFrom('agreement')
    .select(['id', 'institution_id', 'signed_on', 'valid_to', 'ended_at'])
    .where('institution_id', 'in', [...ids])
    .where('kind', '=', 'security-agreement')
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const ends = [row.ended_at?.getTime(), row.valid_to === null ? undefined : endOfDate(row.valid_to).getTime()];
    const known = ends.filter((end) => end !== undefined);
    return {
      institution: row.institution_id,
      held: [
        {
          kind: 'security-agreement',
          environment: null,
          from: startOfDate(row.signed_on).getTime(),
          until: known.length === 0 ? null : Math.min(...known),
          ref: row.id,
        },
      ],
    };
  });
}
