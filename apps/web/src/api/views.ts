/** What the server shows of its records, as far as pages use it. */
import type { Reason } from '../parts/reason-card.tsx';
import type { Text } from '../words/language.tsx';

export interface Institution {
  readonly code: string;
  readonly kind: 'hospital' | 'pharmacy';
  readonly name: string;
  readonly tier: string | null;
  readonly address: string | null;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
  readonly version: number;
  readonly registeredAt: string;
}

export interface Standing {
  readonly admitted: boolean;
  readonly settlement: boolean;
  readonly known: boolean;
  readonly reasons: readonly (Reason & { readonly ref: string | null })[];
}

export interface Binding {
  readonly ip: string;
  readonly environment: 'production' | 'test';
  readonly macs: readonly string[];
  readonly subscriber: string | null;
}

export interface Decided {
  readonly at: string;
  readonly environments: { readonly production: Standing; readonly test: Standing };
  readonly bindings: readonly Binding[];
  readonly changesAt: string | null;
}

export interface Admission extends Decided {
  readonly institution: {
    readonly code: string;
    readonly name: string;
    readonly kind: string;
    readonly division: string;
    readonly profile: string;
  };
  readonly revision: number | null;
  readonly generation: number;
  readonly pending: boolean;
}

export interface Restriction {
  readonly id: string;
  readonly kind: string;
  readonly institution: string | null;
  readonly scope: { readonly kind: string; readonly code: string; readonly name: string | null } | null;
  readonly clause: string;
  readonly stated: boolean;
  readonly occasion: number;
  readonly reason: string;
  readonly judgement: string | null;
  readonly by: string;
  readonly byLaw: boolean;
  readonly imposedAt: string;
  readonly review: { readonly at: string; readonly note: string } | null;
  readonly rectification: { readonly at: string; readonly text: string } | null;
  readonly liftRequest: { readonly at: string; readonly reason: string } | null;
  readonly lifted: { readonly at: string; readonly clause: string } | null;
  readonly lifting: {
    readonly level: string;
    readonly conditions: readonly string[];
    readonly lacks: readonly string[];
    readonly clause: string;
    readonly stated: boolean;
  } | null;
  readonly version: number;
}

export interface Proposal {
  readonly id: string;
  readonly institution: string;
  readonly kind: string;
  readonly clause: string;
  readonly reason: string;
  readonly proposedAt: string;
  readonly outcome: string | null;
  readonly version: number;
}

export interface ApplicationSummary {
  readonly number: string;
  readonly institution: string;
  readonly kind: string;
  readonly state: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

export interface Filing {
  readonly id: string;
  readonly number: string;
  readonly institution: string;
  readonly act: string;
  readonly state: string;
  readonly version: number;
  readonly filedAt: string;
  readonly acceptedAt: string | null;
  readonly returnedAt: string | null;
  readonly returnReason: string | null;
  readonly returnNote: string | null;
  readonly endedAt: string | null;
  readonly ip?: string;
  readonly mac?: string;
  readonly environment?: string;
  readonly device?: string | null;
  readonly kind?: string;
  readonly carrier?: string | null;
  readonly psam?: string | null;
  readonly agreementNumber?: string | null;
  readonly subscriber?: string | null;
  readonly audits?: readonly { readonly passed: boolean; readonly auditedAt: string }[];
  readonly bindings?: readonly { readonly ip: string; readonly mac: string }[];
  readonly vouchers?: readonly { readonly kind: string; readonly number: string }[];
  readonly examinations?: readonly { readonly examinedOn: string; readonly conforms: boolean }[];
}

export interface Agreement {
  readonly id: string;
  readonly version: number;
  readonly signatories: { readonly institution: boolean; readonly bureau: string | null; readonly firm: string | null };
  readonly firmName: string | null;
  readonly kind: string;
  readonly number: string | null;
  readonly signedOn: string;
  readonly validTo: string | null;
  readonly ended: { readonly at: string; readonly reason: string } | null;
  readonly recordedAt: string;
}

export interface Gateway {
  readonly code: string;
  readonly name: string;
  readonly environments: readonly string[];
  readonly revision: number | null;
  readonly seenAt: string | null;
  readonly skewMs: number | null;
  /** null: in service, and nobody asks otherwise */
  readonly retirement: {
    readonly state: 'requested' | 'stopping' | 'retired';
    readonly removed: boolean;
    readonly reason: string;
    readonly requestedAt: string;
    readonly confirmedAt: string | null;
    readonly stoppedAt: string | null;
  } | null;
}

export interface Ground {
  readonly kind?: string;
  readonly against?: string;
  readonly by: string;
  readonly before: readonly string[];
  readonly on: string;
  readonly clause: string;
  readonly stated: boolean;
  readonly note?: string;
}

/** The parts of a profile that pages read. */
export interface Profile {
  readonly code: string;
  readonly name: Text;
  readonly cutoff: readonly Ground[];
  readonly orders: readonly Ground[];
  readonly onboarding: {
    readonly applicationKinds: readonly string[];
    readonly initial: string | null;
    readonly materials: readonly { readonly code: string; readonly title: Text; readonly clause: string }[];
    readonly conditions: readonly { readonly code: string; readonly title: Text; readonly clause: string }[];
    readonly opinions: readonly { readonly code: string; readonly title: Text; readonly level: string; readonly clause: string }[];
    readonly seals: readonly { readonly party: string; readonly title: Text; readonly clause: string }[];
    readonly testItems: readonly { readonly code: string; readonly title: Text; readonly clause: string }[];
    readonly assessmentItems: readonly { readonly code: string; readonly clause: string }[];
    readonly transitions: readonly {
      readonly name: string;
      readonly by: readonly { readonly role: string; readonly level: string | null }[];
    }[];
    readonly pharmacy: {
      readonly applicationKinds: readonly string[];
      readonly suspend: readonly { readonly kind: string; readonly clause: string }[];
    };
  };
}
