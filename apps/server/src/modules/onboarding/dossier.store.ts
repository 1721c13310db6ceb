import type { Tx } from '../../ground/transaction.ts';

type Reader = Pick<Tx, 'db'>;

/** Materials in force with the latest finding on each. */
export async function listMaterials(tx: Reader, applicationId: string) {
  return tx.db
    .selectFrom('application_material')
    .innerJoin('document', 'document.id', 'application_material.document_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('material_finding')
          .select(['conforms', 'note', 'found_by_name', 'found_at'])
          .whereRef('material_finding.material_id', '=', 'application_material.id')
          .orderBy('found_at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .as('finding'),
      (join) => join.onTrue(),
    )
    .select([
      'application_material.id',
      'application_material.code',
      'application_material.document_id as documentId',
      'application_material.sm3',
      'document.name',
      'document.scan',
      'document.uploaded_at as scannedAt',
      'application_material.handed_in_at as handedInAt',
      'finding.conforms',
      'finding.note',
      'finding.found_by_name as foundBy',
      'finding.found_at as foundAt',
    ])
    .where('application_material.application_id', '=', applicationId)
    .where('application_material.replaced_at', 'is', null)
    .orderBy('application_material.code')
    .execute();
}

/** Readiness conditions that the vendor vouches for. */
export async function listConditions(tx: Reader, applicationId: string) {
  return tx.db
    .selectFrom('application_condition')
    .select(['code', 'vouched_at as vouchedAt'])
    .where('application_id', '=', applicationId)
    .where('withdrawn_at', 'is', null)
    .orderBy('code')
    .execute();
}

/** Opinions, the latest of each kind; `digest` is that of the dossier they were given on. */
export async function listOpinions(tx: Reader, applicationId: string) {
  return tx.db
    .selectFrom('application_opinion')
    .distinctOn('code')
    .select(['id', 'code', 'agrees', 'opinion', 'digest', 'given_by_name as givenBy', 'given_at as givenAt'])
    .where('application_id', '=', applicationId)
    .orderBy('code')
    .orderBy('given_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** The report in force, or null. */
export async function findReport(tx: Reader, applicationId: string) {
  const row = await tx.db
    .selectFrom('test_report')
    .select(['id', 'passed', 'report', 'sm3', 'suite', 'recorded_at as recordedAt'])
    .where('application_id', '=', applicationId)
    .where('replaced_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Seals in force: on the report in force, not voided. */
export async function listSeals(tx: Reader, applicationId: string) {
  return tx.db
    .selectFrom('report_seal')
    .select(['party', 'sm3', 'sealed_by_name as sealedBy', 'sealed_at as sealedAt'])
    .where('application_id', '=', applicationId)
    .where('voided_at', 'is', null)
    .orderBy('sealed_at')
    .execute();
}

/** The report in force and all its seals are closed: another test, or another report. @returns how many seals were voided */
export async function closeReport(tx: Tx, applicationId: string): Promise<number> {
  const voided = await tx.db
    .updateTable('report_seal')
    .set({ voided_at: tx.now })
    .where('application_id', '=', applicationId)
    .where('voided_at', 'is', null)
    .returning('id')
    .execute();
  await tx.db
    .updateTable('test_report')
    .set({ replaced_at: tx.now })
    .where('application_id', '=', applicationId)
    .where('replaced_at', 'is', null)
    .execute();
  return voided.length;
}
