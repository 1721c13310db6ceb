import { canonicalJson, holdsAt } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi';
import type { Dossier } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { admissionFacts as agreementFacts, rulesUnread } from '../agreements/index.ts';
import { countByRole, countOperators, admissionFacts as institutionFacts } from '../institutions/index.ts';
import { admissionFacts as networkFacts } from '../network/index.ts';
import type { Application } from './application.store.ts';
import { findReport, listConditions, listMaterials, listOpinions, listSeals } from './dossier.store.ts';
import { admissionFacts as grantFacts } from './grant.store.ts';

/** What is on record of an application, as the gates of its steps see it, and the digests that approvals stand on. */
export interface ReadDossier extends Dossier {
  /** SM3 of what an opinion is given on: form, system, materials, report */
  readonly contentDigest: string;
  /** SM3 of everything that a step's approval stands on */
  readonly wholeDigest: string;
}

/**
 * Reads the dossier for a decision: whole, whoever asks. A vendor that completes the test sees no materials, and the gate must see them all.
 */
export async function readDossier(tx: Tx, application: Application): Promise<ReadDossier> {
  return tx.unsafeAsSystem(async (db) => {
    const reader = { db };
    const materials = await listMaterials(reader, application.id);
    const conditions = (await listConditions(reader, application.id)).map((one) => one.code);
    const opinions = await listOpinions(reader, application.id);
    const report = await findReport(reader, application.id);
    const seals = (await listSeals(reader, application.id)).map((one) => one.party);
    const content = {
      number: application.number,
      kind: application.kind,
      form: application.form,
      system: application.systemId,
      materials: materials.map((one) => [one.code, one.sm3]),
      report: report?.sm3 ?? null,
    };
    const contentDigest = sm3Hex(canonicalJson(content));
    const valid = opinions.filter((one) => one.digest === contentDigest);
    const findings = materials.map((one) => [one.code, one.conforms ?? null, one.note ?? null]);
    const whole = { content, state: application.state, findings, conditions, opinions: valid.map((one) => one.id), seals };
    return {
      state: application.state,
      materials: materials.map((one) => one.code),
      found: materials.filter((one) => one.conforms === true).map((one) => one.code),
      conditions,
      opinions: valid.filter((one) => one.agrees).map((one) => one.code),
      seals,
      operators: await countOperators(reader, application.institutionId),
      applicationKind: application.kind,
      people: await countByRole(reader, application.institutionId),
      rulesUnread: (await rulesUnread(reader, { ...application, id: application.institutionId }, tx.now)).map((one) => one.number),
      report: report?.passed === true,
      held: await heldNow(reader, application.institutionId, tx.now),
      contentDigest,
      wholeDigest: sm3Hex(canonicalJson(whole)),
    };
  });
}

/** Kinds of facts that other records hold in force now. */
async function heldNow(tx: Pick<Tx, 'db'>, institutionId: string, now: Date): Promise<string[]> {
  const kinds = new Set<string>();
  for (const source of [institutionFacts, agreementFacts, networkFacts, grantFacts])
    for (const part of await source(tx, [institutionId]))
      for (const fact of part.held ?? []) if (holdsAt(fact, now.getTime())) kinds.add(fact.kind);
  return [...kinds].sort();
}
