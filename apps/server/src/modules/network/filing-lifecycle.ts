/**
 * The life of a filing (备案) as a table. 备案 is not 审批: the bureau takes a filing on record and returns it for formal reasons only; what
 * NX-8 calls 备案审核 is the carrier's.
 */
export const SUBJECTS = ['line', 'address', 'terminal'] as const;
export type Subject = (typeof SUBJECTS)[number];

export const STATES = ['filed', 'accepted', 'returned', 'withdrawn', 'cancelled'] as const;
export type FilingState = (typeof STATES)[number];

export type Step = 'audit' | 'bind' | 'attach-voucher' | 'examine' | 'accept' | 'return' | 'withdraw' | 'end';

export interface LifecycleRow {
  readonly step: Step;
  readonly subjects: readonly Subject[];
  readonly from: readonly FilingState[];
  /** null: the step records something and leaves the state as it is */
  readonly to: FilingState | null;
  readonly by: 'carrier' | 'institution or caseworker' | 'territorial caseworker' | 'acceptance of a change or cancellation';
  /** where the step is written of; the refusal of a step cites nothing, since the texts order no states */
  readonly clause: string;
  readonly stated: boolean;
}

export const LIFECYCLE: readonly LifecycleRow[] = [
  { step: 'audit', subjects: ['line'], from: ['filed'], to: null, by: 'carrier', clause: 'NX-8', stated: true },
  { step: 'bind', subjects: ['line'], from: ['filed', 'accepted'], to: null, by: 'carrier', clause: 'NX-8', stated: true },
  {
    step: 'attach-voucher',
    subjects: ['line'],
    from: ['filed', 'accepted', 'cancelled'],
    to: null,
    by: 'institution or caseworker',
    clause: 'NX-7',
    stated: true,
  },
  {
    step: 'examine',
    subjects: ['terminal'],
    from: ['filed', 'accepted'],
    to: null,
    by: 'institution or caseworker',
    clause: 'TS-1(6)',
    stated: true,
  },
  { step: 'accept', subjects: SUBJECTS, from: ['filed'], to: 'accepted', by: 'territorial caseworker', clause: 'NX-6', stated: true },
  { step: 'return', subjects: SUBJECTS, from: ['filed'], to: 'returned', by: 'territorial caseworker', clause: 'NX-6', stated: false },
  {
    step: 'withdraw',
    subjects: SUBJECTS,
    from: ['filed'],
    to: 'withdrawn',
    by: 'institution or caseworker',
    clause: 'NX-6',
    stated: false,
  },
  {
    step: 'end',
    subjects: SUBJECTS,
    from: ['accepted'],
    to: 'cancelled',
    by: 'acceptance of a change or cancellation',
    clause: 'NX-7',
    stated: true,
  },
];

/** The row that allows the step on a filing of this subject in this state, or null. */
export function lifecycleRow(step: Step, subject: Subject, state: FilingState): LifecycleRow | null {
  return LIFECYCLE.find((row) => row.step === step && row.subjects.includes(subject) && row.from.includes(state)) ?? null;
}

/** Why a bureau may return a filing: its form alone. Ours, the texts list none. */
export const FORMAL_REASONS = ['incomplete', 'illegible', 'inconsistent', 'duplicate', 'other-territory'] as const;
