import { type FactPart, type HeldKind, outside } from '@anjie/admission';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { endClocks } from '../clocks/index.ts';
import { withdrawnTimes } from '../vendors/index.ts';

/** Where a grant comes from; two people for what the step or the census asks two people for. */
export interface GrantSource {
  readonly stepId?: string;
  readonly testRecordId?: string;
  readonly censusId?: string;
  readonly clause: string;
  readonly stated: boolean;
  readonly requestedBy: string | null;
}

interface Place {
  readonly id: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/**
 * Grants a fact from now on. An earlier grant of the kind ends at the same instant, so that the new system's consent follows the old
 * one's without a gap.
 */
export async function grant(tx: Tx, institution: Place, kind: HeldKind, systemId: string | null, source: GrantSource): Promise<void> {
  await endGrants(tx, institution.id, [kind], source.stepId ?? null);
  await tx.db
    .insertInto('admission_grant')
    .values({
      id: uuidv7(),
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      kind,
      system_id: systemId,
      source_kind: source.stepId !== undefined ? 'step' : source.testRecordId !== undefined ? 'test-record' : 'census',
      step_id: source.stepId ?? null,
      test_record_id: source.testRecordId ?? null,
      census_id: source.censusId ?? null,
      clause: source.clause,
      stated: source.stated,
      begun_at: tx.now,
      requested_by: source.requestedBy,
      granted_by: tx.actor.id,
    })
    .execute();
  // whoever was urged to it has finished
  await endClocks(tx, institution.id, kind);
}

/** Ends what is granted of these kinds; the rows stay. */
export async function endGrants(tx: Tx, institutionId: string, kinds: readonly HeldKind[], stepId: string | null): Promise<void> {
  if (kinds.length === 0) return;
  await tx.db
    .updateTable('admission_grant')
    .set({ ended_at: tx.now, ended_by_step: stepId })
    .where('institution_id', '=', institutionId)
    .where('kind', 'in', [...kinds])
    .where('ended_at', 'is', null)
    .execute();
}

/** Which of these kinds are granted now. */
export async function grantedKinds(tx: Pick<Tx, 'db'>, institutionId: string, kinds: readonly HeldKind[]): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('admission_grant')
    .select('kind')
    .where('institution_id', '=', institutionId)
    .where('kind', 'in', [...kinds])
    .where('ended_at', 'is', null)
    .execute();
  return rows.map((row) => row.kind);
}

/**
 * What steps, tests and the census granted, as positive facts with their whole history. What was granted for a system counts for nothing
 * while the system is withdrawn.
 */
export async function admissionFacts(tx: Pick<Tx, 'db'>, ids: readonly string[]): Promise<FactPart[]> {
  const rows = await tx.db
    .selectFrom('admission_grant')
    .select(['id', 'institution_id', 'prov', 'city', 'kind', 'system_id', 'begun_at', 'ended_at'])
    .where('institution_id', 'in', [...ids])
    .execute();
  const withdrawnIn = await withdrawnTimes(
    tx,
    'system',
    rows.flatMap((row) => row.system_id ?? []),
  );
  return rows.map((row) => {
    const granted = { from: row.begun_at.getTime(), until: row.ended_at?.getTime() ?? null };
    const holes = row.system_id === null ? [] : withdrawnIn(row.system_id, row);
    const kind = row.kind as HeldKind;
    return {
      institution: row.institution_id,
      held: (holes.length === 0 ? [granted] : outside(granted, holes)).map((stretch) => ({
        kind,
        environment: null,
        ...stretch,
        ref: row.id,
      })),
    };
  });
}

/** Institutions of the caller's territory that hold a grant given for this system, by kind of grant. */
export async function institutionsGrantedFor(
  tx: Pick<Tx, 'db'>,
  systemId: string,
  place: { readonly prov: string; readonly city: string | null },
) {
  return tx.db
    .selectFrom('admission_grant')
    .select(['institution_id as id', 'prov', 'city', 'div', 'kind'])
    .distinct()
    .where('system_id', '=', systemId)
    .where('ended_at', 'is', null)
    .where('prov', '=', place.prov)
    .$if(place.city !== null, (query) => query.where('city', '=', place.city!))
    .execute();
}
