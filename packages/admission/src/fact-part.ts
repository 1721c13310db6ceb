/** Facts come in sets: each module tells what it knows of any number of institutions; this puts one institution's parts together. */
import type { AddressFact, AdmissionRules, Facts, HeldFact, InstitutionFacts, RestrictionFact, StandsOn } from './facts.ts';

/** What one module knows of one institution. */
export interface FactPart {
  readonly institution: string;
  readonly held?: readonly HeldFact[];
  readonly addresses?: readonly AddressFact[];
  readonly restrictions?: readonly RestrictionFact[];
  readonly systems?: readonly StandsOn[];
  readonly carriers?: readonly StandsOn[];
}

/** The facts of one institution from the parts that name it; parts of others are passed over. */
export function assembleFacts(
  institution: Omit<InstitutionFacts, 'systems' | 'carriers'>,
  parts: readonly FactPart[],
  rules: AdmissionRules,
): Facts {
  const own = parts.filter((part) => part.institution === institution.id);
  return {
    institution: {
      ...institution,
      systems: own.flatMap((part) => part.systems ?? []),
      carriers: own.flatMap((part) => part.carriers ?? []),
    },
    held: own.flatMap((part) => part.held ?? []),
    addresses: own.flatMap((part) => part.addresses ?? []),
    restrictions: own.flatMap((part) => part.restrictions ?? []),
    rules,
  };
}
