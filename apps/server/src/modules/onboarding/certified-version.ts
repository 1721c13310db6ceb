/** Releases certified once by the whole suite, where the territory's rules have it so. Facts are intervals: taken back, never deleted. */
import { type Profile, saidValue, type Transition } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { getSystem } from '../vendors/index.ts';
import type { Application } from './application.store.ts';
import { findReport } from './dossier.store.ts';
import { refuse } from './onboarding.errors.ts';

export type CertificationRow = NonNullable<Profile['jointTest']['certification']['value']>[number];

/** What the rules say of certifying releases for this kind of institution; null: nothing, every institution plays the whole suite. Pure. */
export function certificationRow({ jointTest }: Profile, kind: string): CertificationRow | null {
  return saidValue(jointTest.certification)?.find((one) => one.kind === kind) ?? null;
}

/** Whether this step, taken on an application with this report, certifies the release. Pure. */
export function certifies(
  row: CertificationRow | null,
  step: Pick<Transition, 'name'>,
  report: { readonly passed: boolean; readonly suite: string } | null,
): boolean {
  return row?.step === step.name && report?.passed === true && report.suite === 'whole';
}

/** Certifies the release applied for, where the step does; a release that is certified already stays so since then. */
export async function certifyVersion(tx: Tx, application: Application, profile: Profile, step: Transition): Promise<void> {
  const row = certificationRow(profile, application.institutionKind);
  if (row?.step !== step.name || application.systemId === null || application.vendorId === null) return;
  const report = await findReport(tx, application.id);
  if (!certifies(row, step, report)) return;
  const inserted = await tx.db
    .insertInto('version_certification')
    .values({
      id: uuidv7(),
      his_id: application.systemId,
      vendor_id: application.vendorId,
      prov: application.prov,
      kind: application.institutionKind,
      report_id: report!.id,
      report_sm3: report!.sm3,
      clause: profile.jointTest.certification.clause ?? step.clause,
      stated: profile.jointTest.certification.stated ?? false,
      certified_by: tx.actor.id,
      begun_at: tx.now,
    })
    .onConflict((conflict) => conflict.columns(['his_id', 'prov', 'kind']).where('ended_at', 'is', null).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) return;
  const { code } = await tx.db.selectFrom('his').select('code').where('id', '=', application.systemId).executeTakeFirstOrThrow();
  tx.audit({
    event: 'version-certified',
    object: { kind: 'system', id: code },
    territory: { prov: application.prov, city: null, div: null },
    detail: { kind: application.institutionKind, report: report!.sm3, step: step.name },
  });
}

/** The certification in force of the release that the application names; null while there is none. */
export async function certificationFor(tx: Pick<Tx, 'db'>, application: Application) {
  if (application.systemId === null) return null;
  const row = await tx.db
    .selectFrom('version_certification')
    .select(['id', 'begun_at as certifiedAt'])
    .where('his_id', '=', application.systemId)
    .where('prov', '=', application.prov)
    .where('kind', '=', application.institutionKind)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

const instant = z.date().transform((at) => at.toISOString());
export const certificationsView = z.object({
  certifications: z.array(
    z.object({
      prov: z.string(),
      kind: z.string(),
      clause: z.string(),
      stated: z.boolean(),
      /** SM3 of the sealed report */
      report: z.string(),
      from: instant,
      until: instant.nullable(),
      reason: z.string().nullable(),
    }),
  ),
});

/** Where, for which institutions and when a release is and was certified, newest first. */
export async function certificationsOf(tx: Tx, code: string): Promise<z.input<typeof certificationsView>> {
  const system = await getSystem(tx, code);
  const certifications = await tx.db
    .selectFrom('version_certification')
    .select(['prov', 'kind', 'clause', 'stated', 'report_sm3 as report', 'begun_at as from', 'ended_at as until', 'ended_reason as reason'])
    .where('his_id', '=', system.id)
    .orderBy('begun_at', 'desc')
    .limit(200)
    .execute();
  return { certifications };
}

export const certificationEnding = z.strictObject({
  kind: z.string().min(1).max(31),
  reason: z.string().trim().min(1).max(2000),
});

/** Takes a certification back in the caller's province: from now on every institution plays the whole suite again. One person suffices. */
export async function endCertification(tx: Tx, code: string, input: z.output<typeof certificationEnding>) {
  const system = await getSystem(tx, code);
  const ended = await tx.db
    .updateTable('version_certification')
    .set({ ended_at: tx.now, ended_by: tx.actor.id, ended_reason: input.reason })
    .where('his_id', '=', system.id)
    .where('prov', '=', tx.actor.prov!)
    .where('kind', '=', input.kind)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (ended.numUpdatedRows === 0n) refuse('version-not-certified-here', { path: 'body.kind', value: input.kind });
  tx.audit({
    event: 'version-certification-ended',
    object: { kind: 'system', id: code },
    territory: { prov: tx.actor.prov, city: null, div: null },
    detail: { ...input },
  });
  return certificationsOf(tx, code);
}
