import type { FastifyInstance } from 'fastify';
import { type Clock, createClock } from './ground/clock.ts';
import type { Configuration } from './ground/configuration.ts';
import { openDatabase } from './ground/database.ts';
import { createHttp } from './ground/http.ts';
import { createLog, type Log } from './ground/log.ts';
import type { Route } from './ground/route.ts';
import { createTransactor, type Transactor } from './ground/transaction.ts';
import { redecideTouched } from './modules/admission/index.ts';
import { appendAudit, auditRoutes, createAuditGroup } from './modules/audit/index.ts';
import { enforcement } from './modules/enforcement/index.ts';
import { authenticate, identityRoutes } from './modules/identity/index.ts';
import { institutionRoutes, operatorRoutes } from './modules/institutions/index.ts';
import { vendorRoutes } from './modules/vendors/index.ts';

export const VERSION = '0.1.0';

export interface App {
  readonly http: FastifyInstance;
  readonly routes: readonly Route[];
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  /** drains, finishes and hands back; at most 20 s */
  close(): Promise<void>;
}

/** The composition root: builds the dependencies, one line per module. */
export async function createApp(configuration: Configuration): Promise<App> {
  const log = createLog(configuration.log);
  const { db, pool } = openDatabase(configuration.databaseUrl, configuration.connections);
  const clock = createClock();
  const transactor = createTransactor(db, clock);
  const installation = await transactor.asSystem('start', (tx) => tx.db.selectFrom('installation').selectAll().executeTakeFirstOrThrow());
  clock.move(installation.clock_offset_ms);
  transactor.beforeCommit(redecideTouched);
  transactor.beforeCommit(appendAudit);
  const audit = createAuditGroup(transactor, clock, log);
  const gateways = await enforcement({ transactor, clock, log, pool, masterKey: configuration.masterKey, mode: installation.mode });

  const routes: Route[] = [
    ...identityRoutes(transactor, () => ({ minimumLength: 8, classes: 4 })),
    ...institutionRoutes,
    ...operatorRoutes,
    ...vendorRoutes,
    ...gateways.routes,
    ...auditRoutes,
  ];
  const http = createHttp(routes, {
    transactor,
    log,
    authenticate: (token, address) => authenticate(transactor, token, address),
    authenticateGateway: gateways.authenticate,
    recordRefusal: audit.refused,
    health: async () => ({ ok: true, version: VERSION, mode: installation.mode, revision: await gateways.revision() }),
  });
  return {
    http,
    routes,
    transactor,
    clock,
    log,
    async close() {
      await gateways.close();
      await http.close();
      await audit.close();
      await db.destroy();
    },
  };
}
