import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

/** Twice the time within which a gateway says that it is there, and a little: after a start or a move of the clock each may still speak. */
const SPEAKS_WITHIN_MS = 25_000;

/** A gateway in use, and when it was last heard. */
export interface HeardGateway {
  readonly code: string;
  readonly prov: string | null;
  readonly seenAt: Date;
}

/** Gateways in use that have been heard at least once: one that was enrolled and never started enforces nothing. */
export function heardGateways(db: Kysely<Database>): Promise<HeardGateway[]> {
  return db
    .selectFrom('gateway')
    .innerJoin('gateway_state', 'gateway_state.gateway_id', 'gateway.id')
    .select(['gateway.code', 'gateway.prov', 'gateway_state.seen_at as seenAt'])
    .where('gateway.active', '=', true)
    .orderBy('gateway.code')
    .execute();
}

/**
 * Which gateways have been silent for `lostSeconds`: an order to cut off does not reach them (NX-18). By the installation's clock; for a while
 * after a start, or after that clock was moved, nobody is called lost. Pure but for when that was.
 */
export function createGatewayWatch(steadyMs: () => number): {
  moved(): void;
  lost(heard: readonly HeardGateway[], now: Date, lostSeconds: number): { gateway: HeardGateway; seconds: number }[];
} {
  let since = steadyMs();
  return {
    moved() {
      since = steadyMs();
    },
    lost(heard, now, lostSeconds) {
      if (steadyMs() - since < SPEAKS_WITHIN_MS) return [];
      return heard
        .map((gateway) => ({ gateway, seconds: Math.floor((now.getTime() - gateway.seenAt.getTime()) / 1000) }))
        .filter(({ seconds }) => seconds >= lostSeconds);
    },
  };
}
