/** What the texts ask of each kind of agreement: pure. Every row names its clause; which kinds are used where is the profile's. */
import type { Profile } from '@anjie/rulebook';

export const AGREEMENT_KINDS = [
  'security-agreement',
  'commitment',
  'confidentiality-agreement',
  'intellectual-property-agreement',
] as const;
export type AgreementKind = (typeof AGREEMENT_KINDS)[number];

export interface Signatories {
  readonly institution: boolean;
  readonly bureau: boolean;
  readonly firm: boolean;
}

interface SignatoryRule {
  readonly clause: string;
  readonly fits: (signed: Signatories) => boolean;
  readonly asks: { readonly zh: string; readonly en: string };
}

const SIGNATORIES: Record<AgreementKind, SignatoryRule> = {
  'security-agreement': {
    clause: 'TS-5',
    fits: ({ institution, bureau, firm }) => institution && bureau && !firm,
    asks: { zh: '由机构和医保部门双方签署', en: 'the institution and the bureau sign it' },
  },
  commitment: {
    clause: 'NX-附1',
    fits: ({ institution, bureau, firm }) => institution && !bureau && !firm,
    asks: { zh: '由机构单方签署', en: 'the institution alone signs it' },
  },
  'confidentiality-agreement': {
    clause: 'NX-22',
    fits: ({ institution, bureau, firm }) => firm && (institution || bureau),
    asks: { zh: '由厂商与机构、属地医保局签署，可分别签署', en: 'the firm signs it with the institution, the local bureau or both' },
  },
  'intellectual-property-agreement': {
    clause: 'NX-22',
    fits: ({ institution, bureau, firm }) => firm && (institution || bureau),
    asks: { zh: '由厂商与机构、属地医保局签署，可分别签署', en: 'the firm signs it with the institution, the local bureau or both' },
  },
};

export interface AgreementInput {
  readonly kind: AgreementKind;
  readonly signatories: Signatories;
  readonly copies: number | null;
  readonly signedOn: string;
  readonly validTo: string | null;
}

export interface AgreementFault {
  readonly code:
    | 'agreement-kind-not-foreseen'
    | 'agreement-signatories'
    | 'agreement-copies'
    | 'agreement-signed-ahead'
    | 'agreement-end-date';
  readonly path: string;
  readonly value: unknown;
  readonly rule: string;
  readonly clause: string | null;
  readonly detail: { readonly zh: string; readonly en: string } | null;
}

/**
 * The first thing that the agreement does not meet, or null.
 *
 * @param today business date of the recording
 */
export function agreementFault(profile: Profile, input: AgreementInput, today: string): AgreementFault | null {
  const fault = (
    code: AgreementFault['code'],
    path: string,
    value: unknown,
    rule: string,
    clause: string | null,
    detail: AgreementFault['detail'] = null,
  ): AgreementFault => ({ code, path, value, rule, clause, detail });
  const { kinds, copies, confidentialityEnds } = profile.agreements;
  if (!(kinds.value ?? []).includes(input.kind))
    return fault('agreement-kind-not-foreseen', 'body.kind', input.kind, (kinds.value ?? []).join(', '), kinds.clause ?? null);
  const signatories = SIGNATORIES[input.kind];
  if (!signatories.fits(input.signatories))
    return fault('agreement-signatories', 'body.signatories', null, signatories.asks.en, signatories.clause, signatories.asks);
  // 一式两份 is said of the security agreement; the profile's number is of the agreement its text contains.
  if (copies.value !== undefined && input.kind === 'security-agreement' && input.copies !== copies.value)
    return fault('agreement-copies', 'body.copies', input.copies, String(copies.value), copies.clause ?? null);
  if (input.signedOn > today) return fault('agreement-signed-ahead', 'body.signedOn', input.signedOn, `<= ${today}`, null);
  if (input.validTo !== null && input.kind === 'confidentiality-agreement' && confidentialityEnds.value !== undefined)
    return fault('agreement-end-date', 'body.validTo', input.validTo, confidentialityEnds.value, confidentialityEnds.clause ?? null);
  return null;
}

/** Which counterparties a firm has signed with, of one kind: NX-22 asks for both. */
export interface Counterparties {
  readonly firm: string;
  readonly kind: AgreementKind;
  readonly institution: boolean;
  readonly bureau: boolean;
}

/** Over the agreements in force; two bilateral ones count as much as a tripartite one. */
export function counterpartiesOf(
  inForce: readonly { readonly kind: string; readonly firm: string | null; readonly institution: boolean; readonly bureau: boolean }[],
): Counterparties[] {
  const found = new Map<string, Counterparties>();
  for (const { kind, firm, institution, bureau } of inForce) {
    if (firm === null) continue;
    const key = `${firm} ${kind}`;
    const before = found.get(key);
    found.set(key, {
      firm,
      kind: kind as AgreementKind,
      institution: institution || before?.institution === true,
      bureau: bureau || before?.bureau === true,
    });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
