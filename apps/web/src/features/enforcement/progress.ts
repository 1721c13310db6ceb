export type Stage = 'ordered' | 'acknowledged' | 'verified';

export const STAGES: readonly Stage[] = ['ordered', 'acknowledged', 'verified'];

/** How far the taking away of production has come, gateway by gateway. */
export interface Progress {
  readonly institution: string;
  readonly revision: number | null;
  readonly off: { readonly revision: number; readonly orderedAt: string } | null;
  readonly gateways: readonly {
    readonly code: string;
    readonly state: Stage | null;
    readonly revision: number | null;
    readonly openConnections: number | null;
    readonly inFlight: number | null;
    readonly forwardedAfter: number | null;
    readonly acknowledgedAt: string | null;
    readonly verifiedAt: string | null;
  }[];
}

/** Verified off once every gateway is; acknowledged once the first one is further than ordered. */
export function overallStage(gateways: Progress['gateways']): Stage {
  if (gateways.length > 0 && gateways.every((one) => one.state === 'verified')) return 'verified';
  return gateways.some((one) => one.state !== 'ordered' && one.state !== null) ? 'acknowledged' : 'ordered';
}
