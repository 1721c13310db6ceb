import type { StatutoryClock } from '../../parts/clock.tsx';
import type { Text } from '../../words/language.tsx';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** 附件二: part 1 and part 2, as the server stores them. */
export interface ApplicationForm {
  readonly institution?: { readonly address: string; readonly contactName: string; readonly contactPhone: string };
  readonly system?: {
    readonly deployment: 'standalone' | 'cloud' | null;
    readonly contactName: string;
    readonly contactPhone: string;
    readonly test: Endpoint;
    readonly production: Endpoint;
  };
}

export interface Material {
  readonly code: string;
  readonly title: Text;
  readonly clause: string;
  readonly handedIn: {
    readonly documentId: string;
    readonly name: string;
    readonly at: string;
    readonly scan: string;
    readonly scannedAt: string;
  } | null;
  readonly finding: { readonly conforms: boolean; readonly note: string | null; readonly at: string } | null;
}

export interface Step {
  readonly name: string;
  readonly title: Text;
  readonly clause: string;
  readonly stated: boolean;
  readonly fourEyes: boolean;
  readonly youMayTake: boolean;
  readonly youMayRequest: boolean;
  readonly lacks: readonly { readonly kind: string; readonly code: string; readonly title: Text; readonly clause: string }[];
}

/** An application as its reader may see it. */
export interface Application {
  readonly number: string;
  readonly institution: string;
  readonly profile: string;
  readonly kind: string;
  readonly state: string;
  readonly version: number;
  readonly createdAt: string;
  readonly form: ApplicationForm;
  readonly system: { readonly code: string; readonly name: string; readonly vendor: string } | null;
  readonly editable: boolean;
  readonly materials: readonly Material[];
  readonly conditions: readonly {
    readonly code: string;
    readonly title: Text;
    readonly clause: string;
    readonly vouchedAt: string | null;
  }[];
  readonly opinions: readonly {
    readonly code: string;
    readonly agrees: boolean;
    readonly opinion: string;
    readonly givenAt: string;
    readonly inForce: boolean;
  }[];
  readonly report: { readonly passed: boolean; readonly sm3: string; readonly recordedAt: string } | null;
  readonly seals: readonly { readonly party: string; readonly sm3: string; readonly sealedAt: string }[];
  readonly clocks: readonly StatutoryClock[];
  readonly pending: { readonly step: string; readonly reason: string | null } | null;
  readonly steps: readonly Step[];
  readonly history: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly clause: string;
    readonly reason: string | null;
    readonly requestedAt: string | null;
    readonly decidedAt: string | null;
    readonly voidedAt: string | null;
  }[];
}
