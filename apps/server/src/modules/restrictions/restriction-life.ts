/** The life of an order and of a proposal as tables (ours: the texts say who orders and what gives back, not in which states). */
export type OrderState = 'in-force' | 'lifting-requested' | 'lifted';
export const ORDER_STATES: readonly OrderState[] = ['in-force', 'lifting-requested', 'lifted'];
export type OrderStep = 'review' | 'rectify' | 'request-lifting' | 'lift';

export const ORDER_LIFE: readonly {
  readonly step: OrderStep;
  readonly from: readonly OrderState[];
  /** null: the step records something and leaves the state as it is */
  readonly to: OrderState | null;
  readonly by:
    | 'another of the ordering bureau'
    | 'institution or caseworker'
    | 'caseworker or approver'
    | 'approver of the level that confirms';
}[] = [
  { step: 'review', from: ['in-force', 'lifting-requested'], to: null, by: 'another of the ordering bureau' },
  { step: 'rectify', from: ['in-force', 'lifting-requested'], to: 'in-force', by: 'institution or caseworker' },
  { step: 'request-lifting', from: ['in-force', 'lifting-requested'], to: 'lifting-requested', by: 'caseworker or approver' },
  { step: 'lift', from: ['lifting-requested'], to: 'lifted', by: 'approver of the level that confirms' },
];

/** A request stands on the rectification that it names; another rectification makes it void, and the order is simply in force again. */
export function orderState(order: {
  readonly lifted_at: Date | null;
  readonly lift_requested_at: Date | null;
  readonly lift_rectified_at: Date | null;
  readonly rectified_at: Date | null;
}): OrderState {
  if (order.lifted_at !== null) return 'lifted';
  const stands = order.lift_rectified_at?.getTime() === order.rectified_at?.getTime();
  return order.lift_requested_at !== null && stands ? 'lifting-requested' : 'in-force';
}

export function orderAllows(step: OrderStep, state: OrderState): boolean {
  return ORDER_LIFE.some((row) => row.step === step && row.from.includes(state));
}

export type ProposalState = 'open' | 'approved' | 'declined';
export type ProposalStep = 'approve' | 'decline';

export const PROPOSAL_STATES: readonly ProposalState[] = ['open', 'approved', 'declined'];
export const PROPOSAL_LIFE: readonly {
  readonly step: ProposalStep;
  readonly from: readonly ProposalState[];
  readonly to: ProposalState;
  readonly by: 'approver' | 'caseworker or approver';
}[] = [
  { step: 'approve', from: ['open'], to: 'approved', by: 'approver' },
  { step: 'decline', from: ['open'], to: 'declined', by: 'caseworker or approver' },
];
