/** An account as the three officers see it. */
export interface Account {
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly level: string;
  readonly kind: string;
  readonly bureau: string | null;
  readonly state: 'waiting' | 'active' | 'disabled';
  readonly createdAt: string;
  readonly lastLoginAt: string | null;
  readonly validUntil: string | null;
  readonly disabledAt: string | null;
  readonly disabledReason: string | null;
}

export interface AccountDetail extends Account {
  readonly factors: readonly { readonly kind: string; readonly createdAt: string; readonly lastUsedAt: string | null }[];
  readonly duties: readonly { readonly role: string; readonly from: string; readonly to: string | null }[];
  readonly recoveries: readonly {
    readonly id: string;
    readonly reason: string | null;
    readonly requestedAt: string;
    readonly state: string;
  }[];
}

export const STAFF_ROLES = ['caseworker', 'approver', 'leader', 'system-administrator', 'security-officer', 'auditor'] as const;
export const PARTY_ROLES = ['institution', 'vendor', 'platform-vendor', 'integration-partner', 'carrier', 'agency'] as const;
export const isStaff = (role: string | undefined): boolean => (STAFF_ROLES as readonly string[]).includes(role ?? '');
