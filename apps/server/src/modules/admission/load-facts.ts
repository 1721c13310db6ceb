import { assembleFacts, type FactPart, type Facts } from '@anjie/admission';
import type { Tx } from '../../ground/transaction.ts';
import { admissionFacts as agreementParts } from '../agreements/index.ts';
import { institutionFacts, admissionFacts as institutionParts } from '../institutions/index.ts';
import { admissionFacts as networkParts } from '../network/index.ts';
import { admissionFacts as onboardingParts } from '../onboarding/index.ts';
import type { Basis } from '../regulations/index.ts';
import { admissionFacts as restrictionParts } from '../restrictions/index.ts';
import { admissionFacts as vendorParts } from '../vendors/index.ts';

/** A module's part of the facts, for any number of institutions in a constant number of queries. */
export type FactSource = (tx: Pick<Tx, 'db'>, ids: readonly string[]) => Promise<FactPart[]>;

/** Every module that admission depends on, in call-down order. */
const SOURCES: readonly FactSource[] = [institutionParts, restrictionParts, agreementParts, vendorParts, networkParts, onboardingParts];

/** The facts of many institutions, whole histories included, so that decide() can be asked about any instant. In id order. */
export async function loadFacts(tx: Pick<Tx, 'db'>, ids: readonly string[], basis: Basis): Promise<Facts[]> {
  if (ids.length === 0) return [];
  const institutions = await institutionFacts(tx, ids);
  const parts: FactPart[] = [];
  for (const source of SOURCES) parts.push(...(await source(tx, ids)));
  const byInstitution = Map.groupBy(parts, (part) => part.institution);
  return institutions.map((institution) => assembleFacts(institution, byInstitution.get(institution.id) ?? [], basis.rules(institution)));
}
