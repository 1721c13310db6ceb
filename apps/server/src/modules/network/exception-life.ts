/** The life of a leave for more addresses (NX-8 “原则上”) as a table; that two people grant it and one takes it back is our reading. */
export type ExceptionState = 'requested' | 'granted' | 'revoked';
export type ExceptionStep = 'approve' | 'revoke';

export const EXCEPTION_STATES: readonly ExceptionState[] = ['requested', 'granted', 'revoked'];

export const EXCEPTION_LIFE: readonly {
  readonly step: ExceptionStep;
  readonly from: readonly ExceptionState[];
  readonly to: ExceptionState;
  readonly by: readonly ('caseworker' | 'approver')[];
  readonly clause: string;
  readonly stated: boolean;
}[] = [
  { step: 'approve', from: ['requested'], to: 'granted', by: ['approver'], clause: 'NX-8', stated: false },
  { step: 'revoke', from: ['requested', 'granted'], to: 'revoked', by: ['caseworker', 'approver'], clause: 'NX-8', stated: false },
];

export function exceptionState(one: { readonly approvedAt: Date | null; readonly revokedAt: Date | null }): ExceptionState {
  return one.revokedAt !== null ? 'revoked' : one.approvedAt !== null ? 'granted' : 'requested';
}

export function exceptionAllows(step: ExceptionStep, state: ExceptionState): boolean {
  return EXCEPTION_LIFE.some((row) => row.step === step && row.from.includes(state));
}
