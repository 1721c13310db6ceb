import { lacksFor, type Profile } from '@anjie/rulebook';
import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import type { Tx } from '../../ground/transaction.ts';
import { clockView, listClocks } from '../clocks/index.ts';
import { basisInForce } from '../regulations/index.ts';
import type { Application } from './application.store.ts';
import { applicationForm } from './application-form.ts';
import { findReport, listConditions, listMaterials, listOpinions, listSeals } from './dossier.store.ts';
import { type ReadDossier, readDossier } from './dossier.ts';
import { listHandlers } from './handler.store.ts';
import { findPending, listSteps } from './step.store.ts';
import { isEditable, mayRequest, mayTake } from './step-rules.ts';

const instant = z.date().transform((at) => at.toISOString());
const text = z.object({ zh: z.string(), en: z.string() });
const lack = z.object({ kind: z.string(), code: z.string(), title: text, clause: z.string(), stated: z.boolean() });

/** Who of a bureau handles an application, and since when. */
export const handlerView = z.object({
  bureau: z.string(),
  login: z.string(),
  from: instant,
  until: instant.nullable(),
  reason: z.string().nullable(),
});

export const applicationView = z.object({
  number: z.string(),
  institution: z.string(),
  /** code of the profile whose rules it follows */
  profile: z.string(),
  kind: z.string(),
  state: z.string(),
  version: z.number(),
  createdAt: instant,
  closedAt: instant.nullable(),
  form: applicationForm,
  system: z.object({ code: z.string(), name: z.string(), vendor: z.string() }).nullable(),
  editable: z.boolean(),
  materials: z.array(
    z.object({
      code: z.string(),
      title: text,
      clause: z.string(),
      handedIn: z
        .object({
          documentId: z.string(),
          name: z.string(),
          sm3: z.string(),
          at: instant,
          /** what the scanner said before the file was kept: clean, not-scanned, unreachable; and when that was */
          scan: z.string(),
          scannedAt: instant,
        })
        .nullable(),
      finding: z.object({ conforms: z.boolean(), note: z.string().nullable(), by: z.string(), at: instant }).nullable(),
    }),
  ),
  conditions: z.array(z.object({ code: z.string(), title: text, clause: z.string(), vouchedAt: instant.nullable() })),
  opinions: z.array(
    z.object({ code: z.string(), agrees: z.boolean(), opinion: z.string(), givenBy: personName, givenAt: instant, inForce: z.boolean() }),
  ),
  report: z.object({ passed: z.boolean(), suite: z.string(), sm3: z.string(), recordedAt: instant, content: z.unknown() }).nullable(),
  seals: z.array(z.object({ party: z.string(), sm3: z.string(), sealedBy: personName, sealedAt: instant })),
  clocks: z.array(clockView),
  handlers: z.array(handlerView),
  pending: z.object({ step: z.string(), reason: z.string().nullable() }).nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      title: text,
      clause: z.string(),
      stated: z.boolean(),
      fourEyes: z.boolean(),
      /** what the step does to the clocks that run; ours where `stated` is false */
      clocks: z.enum(['pause', 'resume']).nullable(),
      youMayTake: z.boolean(),
      youMayRequest: z.boolean(),
      lacks: z.array(lack),
    }),
  ),
  history: z.array(
    z.object({
      name: z.string(),
      from: z.string(),
      to: z.string(),
      clause: z.string(),
      stated: z.boolean(),
      reason: z.string().nullable(),
      requestedBy: personName.nullable(),
      requestedAt: instant.nullable(),
      decidedBy: personName.nullable(),
      decidedAt: instant.nullable(),
      voidedAt: instant.nullable(),
    }),
  ),
});

/** An application as its reader may see it: what is on record, what may be done next and by whom, and what that still lacks. */
export async function viewApplication(tx: Tx, application: Application): Promise<z.input<typeof applicationView>> {
  const profile = (await basisInForce(tx, { lock: false })).profile(application);
  const dossier = await readDossier(tx, application);
  const pending = await findPending(tx, application.id);
  return {
    number: application.number,
    institution: application.institutionCode,
    profile: profile.code,
    kind: application.kind,
    state: application.state,
    version: application.version,
    createdAt: application.createdAt,
    closedAt: application.closedAt,
    form: application.form,
    system: await systemOf(tx, application.systemId),
    editable: isEditable(profile, application.state),
    materials: await materialsOf(tx, application, profile),
    conditions: await conditionsOf(tx, application, profile),
    opinions: (await listOpinions(tx, application.id)).map(({ id: _, digest, ...one }) => ({
      ...one,
      inForce: digest === dossier.contentDigest,
    })),
    report: await reportOf(tx, application),
    seals: await listSeals(tx, application.id),
    clocks: await listClocks(tx, application.id),
    handlers: await listHandlers(tx, application.id),
    pending: pending === null ? null : { step: pending.name, reason: pending.reason },
    steps: nextSteps(tx, application, profile, dossier),
    history: await listSteps(tx, application.id),
  };
}

function nextSteps(tx: Tx, application: Application, profile: Profile, dossier: ReadDossier) {
  return profile.onboarding.transitions
    .filter((one) => one.from.includes(application.state))
    .map((one) => ({
      name: one.name,
      title: one.title,
      clause: one.clause,
      stated: one.stated,
      fourEyes: one.fourEyes,
      clocks: one.clocks ?? null,
      youMayTake: mayTake(one, tx.actor, application),
      youMayRequest: one.fourEyes && mayRequest(one, tx.actor, application),
      lacks: lacksFor(profile, one.name, dossier),
    }));
}

async function materialsOf(tx: Tx, application: Application, profile: Profile) {
  const rows = await listMaterials(tx, application.id);
  return profile.onboarding.materials.map(({ code, title, clause }) => {
    const row = rows.find((one) => one.code === code);
    return {
      code,
      title,
      clause,
      handedIn:
        row === undefined
          ? null
          : { documentId: row.documentId, name: row.name, sm3: row.sm3, at: row.handedInAt, scan: row.scan, scannedAt: row.scannedAt },
      finding: row?.conforms == null ? null : { conforms: row.conforms, note: row.note, by: row.foundBy!, at: row.foundAt! },
    };
  });
}

async function conditionsOf(tx: Tx, application: Application, profile: Profile) {
  const rows = await listConditions(tx, application.id);
  return profile.onboarding.conditions.map(({ code, title, clause }) => ({
    code,
    title,
    clause,
    vouchedAt: rows.find((one) => one.code === code)?.vouchedAt ?? null,
  }));
}

async function reportOf(tx: Tx, application: Application) {
  const report = await findReport(tx, application.id);
  return report === null
    ? null
    : { passed: report.passed, suite: report.suite, sm3: report.sm3, recordedAt: report.recordedAt, content: report.report };
}

async function systemOf(tx: Tx, systemId: string | null) {
  if (systemId === null) return null;
  return tx.db
    .selectFrom('his')
    .innerJoin('firm', 'firm.id', 'his.vendor_id')
    .select(['his.code', 'his.name', 'firm.name as vendor'])
    .where('his.id', '=', systemId)
    .executeTakeFirstOrThrow();
}
