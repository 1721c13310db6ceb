import type { Scheme } from '../signing/scheme.ts';
import type { Scope } from '../suite/campaign-cases.ts';

/** One institution's system under test: keys and an endpoint of its own, valid nowhere else. */
export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly institution: { readonly kind: 'hospital' | 'pharmacy'; readonly code: string; readonly name: string };
  readonly his: { readonly name: string; readonly version: string };
  /** part of the endpoint's path; cannot be guessed */
  readonly path: string;
  readonly signing: Scheme;
  readonly accessKey: string;
  readonly secret: string;
  /** SM2 public key of the system under test, base64 of 65 bytes; '' where the scheme seals no body */
  readonly hisPublicKey: string;
  readonly scope: Scope;
  /** cases agreed in addition (NX-附3.1-6), YAML of a suite; '' for none */
  readonly agreed: string;
  /** what it is opened for elsewhere, such as the number of an application; '' for nothing */
  readonly reference: string;
  readonly createdAt: Date;
}

export interface Run {
  readonly campaignId: string;
  readonly number: number;
  readonly beganAt: Date;
  readonly frozenAt: Date | null;
  readonly digest: string | null;
  readonly signature: string | null;
  readonly publicKey: string | null;
}

/** What others verify without asking the bed: SM3 and SM2 are over the canonical text of `report`. */
export interface FrozenRun {
  readonly report: unknown;
  /** SM3, hexadecimal */
  readonly digest: string;
  /** DER, base64 */
  readonly signature: string;
  /** PEM */
  readonly publicKey: string;
  readonly frozenAt: Date;
}

/** What a person did to a case; only the last approved one that is no comment counts. */
export interface CaseNote {
  readonly id: string;
  readonly caseId: string;
  readonly kind: 'attestation' | 'skip' | 'comment' | 'override';
  readonly state: string | null;
  readonly reason: string;
  readonly evidenceName: string;
  readonly evidenceDigest: string;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly approvedBy: string | null;
}
