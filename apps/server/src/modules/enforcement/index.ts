import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import type { Route } from '../../ground/route.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { openBoard } from './board.ts';
import { enforcementRoutes } from './enforcement.routes.ts';
import { openFeed } from './feed.ts';
import { gatewayAuthenticator, type KnownGateway } from './gateway-secret.ts';

export interface Enforcement {
  readonly routes: Route[];
  authenticate(request: FastifyRequest): Promise<string>;
  revision(): Promise<number>;
  /** streams of the feed that are open in this process */
  streams(): number;
  close(): Promise<void>;
}

/** Gateways: enrolment, feed, acknowledgements, records. */
export function enforcement(parts: {
  transactor: Transactor;
  clock: Clock;
  log: Log;
  listener: Listener;
  masterKey: Buffer;
  mode: string;
}): Enforcement {
  const feed = openFeed(parts);
  const board = openBoard(parts);
  const known = new Map<string, KnownGateway>();
  const authenticator = gatewayAuthenticator(parts.transactor, parts.masterKey);
  return {
    routes: enforcementRoutes({ ...parts, feed, board, gatewayOf: (id) => known.get(id)! }),
    async authenticate(request) {
      const gateway = await authenticator(request);
      known.set(gateway.id, gateway);
      return gateway.id;
    },
    revision: () =>
      parts.transactor.asSystem(
        'health',
        async (tx) => (await tx.db.selectFrom('feed_head').select('revision').executeTakeFirstOrThrow()).revision,
      ),
    streams: () => feed.streams(),
    close: async () => {
      board.close();
      await feed.close();
    },
  };
}
export { readTraffic, traffic } from './traffic.ts';
