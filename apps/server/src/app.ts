import { dirname, join } from 'node:path';
import type { Catalogue } from '@anjie/rulebook';
import type { FastifyInstance } from 'fastify';
import { demonstrationClock } from './demonstration-clock.ts';
import { serveFrontPage } from './front-page.ts';
import { type Clock, createClock } from './ground/clock.ts';
import type { Configuration } from './ground/configuration.ts';
import { openDatabase } from './ground/database.ts';
import { createHttp } from './ground/http.ts';
import { type Listener, openListener } from './ground/listener.ts';
import { createLog, type Log } from './ground/log.ts';
import { manifestPlace } from './ground/manifest.ts';
import { serveMetrics } from './ground/metrics.ts';
import { refuseOpenWire } from './ground/open-wire.ts';
import { openApiRoute } from './ground/openapi.ts';
import type { Route } from './ground/route.ts';
import { openSealing, type Sealing } from './ground/sealed.ts';
import { sealedPlugin } from './ground/sealed-plugin.ts';
import { environmentState } from './ground/settings-state.ts';
import { createTransactor, type Transactor, type Tx } from './ground/transaction.ts';
import {
  admissionRoutes,
  divisionChangeRoutes,
  openCampaigns,
  redecideTouched,
  startDueWork,
  withdrawalRoutes,
} from './modules/admission/index.ts';
import { agreementRoutes, ruleRoutes } from './modules/agreements/index.ts';
import { alertOfFacts, alertRoutes, startAlerts } from './modules/alerts/index.ts';
import { assessmentRoutes, startAssessments } from './modules/assessment/index.ts';
import { type AuditParts, appendAudit, auditRoutes, createAuditGroup, openAuditTrail } from './modules/audit/index.ts';
import { divisionRoutes } from './modules/bureaus/index.ts';
import { calendarRoutes, clockRoutes, startDueClocks, workedDays } from './modules/clocks/index.ts';
import {
  clamd,
  clamdAddress,
  createFolderStore,
  documentRoutes,
  type FileStore,
  type Scanning,
  sealPlainFiles,
} from './modules/documents/index.ts';
import { type Enforcement, enforcement } from './modules/enforcement/index.ts';
import {
  authenticator,
  type Identity,
  type IdentityLaw,
  identityRoutes,
  personDigestChange,
  SILENT_TEXT,
  signatureAuthenticator,
  startAccountCare,
} from './modules/identity/index.ts';
import { createSpool, importRoutes, type Spool, startImports } from './modules/imports/index.ts';
import { amendmentRoutes, getInstitution, institutionRoutes, operatorRoutes, peopleRoutes } from './modules/institutions/index.ts';
import { integrationRoutes, type TestBed, testBed } from './modules/integration/index.ts';
import { networkRoutes } from './modules/network/index.ts';
import { notificationRoutes, startSendingMails, tellOfFacts } from './modules/notifications/index.ts';
import { onboardingRoutes } from './modules/onboarding/index.ts';
import { overviewRoutes } from './modules/overview/index.ts';
import { basisInForce, installedCatalogue, regulationRoutes } from './modules/regulations/index.ts';
import { restrictionRoutes } from './modules/restrictions/index.ts';
import { sealingRoutes, startSealingWork } from './modules/sealing/index.ts';
import { type SettingsParts, settingsSigningRoutes } from './modules/settings/index.ts';
import { vendorRoutes } from './modules/vendors/index.ts';
import { serverGauges } from './server-gauges.ts';

export const VERSION = '0.1.0';
const ROOT = join(import.meta.dirname, '../../..');

export interface App {
  readonly http: FastifyInstance;
  readonly routes: readonly Route[];
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  /** what the settings are held to, and how they are set */
  readonly settings: SettingsParts;
  /** drains, finishes and hands back; at most 20 s */
  close(): Promise<void>;
}

/** The composition root: builds the dependencies, one line per module. */
export async function createApp(configuration: Configuration): Promise<App> {
  const log = createLog(configuration.log);
  const sealed = sealedPlugin();
  const { db, pool } = openDatabase(configuration.databaseUrl, configuration.connections, [sealed]);
  const sealing = await openSealing({
    masterKeys: configuration.masterKeys,
    url: configuration.databaseUrl,
    alarm: (place) => log.warn('sealed-value-does-not-open', { place }),
  });
  sealed.sealBy(sealing);
  const clock = createClock();
  const transactor = createTransactor(db, clock);
  const installation = await transactor.asSystem('start', (tx) => tx.db.selectFrom('installation').selectAll().executeTakeFirstOrThrow());
  clock.move(installation.clock_offset_ms);
  const mode = installation.mode === 'production' ? 'production' : 'demonstration';
  if (mode === 'production') refuseOpenWire(configuration);
  const listener = openListener(pool, log);
  const catalogue = installedCatalogue(ROOT);
  transactor.beforeCommit(alertOfFacts);
  transactor.beforeCommit(tellOfFacts);
  transactor.beforeCommit(openCampaigns);
  transactor.beforeCommit(redecideTouched);
  transactor.beforeCommit(appendAudit);
  const audit = createAuditGroup(transactor, clock, log);
  const { masterKey, audit: delivery } = configuration;
  const trail = openAuditTrail({ transactor, clock, log, group: audit, installation: installation.id, masterKey, delivery });
  const gateways = enforcement({ transactor, clock, log, listener, masterKey, mode });
  const due = startDueWork({ transactor, clock, log, listener });
  const accountCare = startAccountCare({ transactor, clock, log, mode });
  const dueClocks = startDueClocks({ transactor, clock, log, listener });
  const mails = startSendingMails({ transactor, clock, log, listener, pool, mail: configuration.mail, worked: workedDays });

  const alerts = await startAlerts({ transactor, clock, log, mode, audit: trail.parts });

  const moved = () => {
    trail.wake();
    alerts.wake();
    due.wake();
    dueClocks.wake();
    accountCare.wake();
    mails.wake();
  };

  const settings = {
    place: manifestPlace(ROOT, dirname(dirname(configuration.keyFile))),
    environment: environmentState(process.env),
  };
  const files = createFolderStore(configuration.filesFolder);
  const spool = createSpool(join(configuration.filesFolder, 'imports'), masterKey);
  const imports = startImports({ transactor, pool, clock, log, listener, spool });
  const sealingWork = startSealingWork({
    transactor,
    clock,
    log,
    listener,
    sealing,
    changeAuditKey: trail.changeKey,
    digests: personDigestChange(sealing),
  });
  const assessments = startAssessments({ transactor, clock, log, listener, data: dirname(dirname(configuration.keyFile)) });
  let closing = false;
  const filesSealed = sealPlainFiles(transactor, files, () => closing).catch((error) =>
    log.warn('files-wait-to-be-sealed', { error: String(error) }),
  );
  const routes = moduleRoutes({
    transactor,
    clock,
    log,
    listener,
    files,
    scanning: { ...scannerOf(configuration.scanner), transactor },
    settings,
    spool,
    root: ROOT,
    mode,
    sealing,
    publicUrl: configuration.publicUrl,
    catalogue,
    gateways,
    testBed: testBed(configuration.testbed),
    moved,
    audit: { ...trail.parts, alarm: alerts.auditFault },
    mailConfigured: configuration.mail !== null,
  });
  const http = createHttp(routes, {
    transactor,
    log,
    authenticate: authenticator({ transactor, mode }),
    authenticateSigned: signatureAuthenticator({ transactor, clock }),
    authenticateGateway: gateways.authenticate,
    recordRefusal(refused) {
      audit.refused(refused);
      alerts.refused(refused);
    },
    recordRead: audit.read,
    limits: alerts.limits,
    trustedProxies: configuration.trustedProxies,
    tls: configuration.tls,
    now: clock.now,
    health: async () => ({ ok: true, version: VERSION, mode: installation.mode, revision: await gateways.revision() }),
  });
  serveMetrics(http, serverGauges({ pool, transactor, clock, gateways, version: VERSION, mode }));
  serveFrontPage(http, { mode, version: VERSION, portal: configuration.portalFolder });
  http.addHook('onListen', async () =>
    assessments.serve(http.listeningOrigin.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')),
  );
  return {
    http,
    routes,
    transactor,
    clock,
    log,
    settings,
    async close() {
      closing = true;
      await filesSealed;
      await assessments.close();
      await sealingWork.close();
      await imports.close();
      await due.close();
      await dueClocks.close();
      await accountCare.close();
      await mails.close();
      await gateways.close();
      await http.close();
      await alerts.close();
      await audit.close();
      await trail.close();
      await listener.close();
      await sealing.close();
      await db.destroy();
    },
  };
}

function scannerOf({ url, unreachable }: Configuration['scanner']): Omit<Scanning, 'transactor'> {
  return { scanner: url === null ? null : clamd(clamdAddress(url)), unreachable };
}

/** What the routes of the modules stand on. */
export interface RouteParts {
  readonly transactor: Transactor;
  readonly sealing: Pick<Sealing, 'digests' | 'refresh'>;
  /** where people reach the portal; null: by a loopback address alone */
  readonly publicUrl: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: Listener;
  readonly files: FileStore;
  readonly scanning: Scanning;
  readonly settings: SettingsParts;
  readonly spool: Spool;
  /** the folder that holds regulations/ */
  readonly root: string;
  readonly mode: 'demonstration' | 'production';
  readonly catalogue: Catalogue;
  readonly gateways: Pick<Enforcement, 'routes'>;
  readonly testBed: TestBed;
  readonly audit: AuditParts;
  readonly mailConfigured: boolean;
  /** the clock of a demonstration was moved */
  readonly moved: () => void;
}

/** What the profile of the caller's territory says of the product's own accounts; where its text is silent, the product's own rule holds. */
async function identityLaw(tx: Tx): Promise<IdentityLaw> {
  const { prov, city, div } = tx.actor;
  const { password, authentication } = (await basisInForce(tx, { lock: false })).profile({
    prov: prov ?? '',
    city: city ?? '',
    div: div ?? '',
  });
  const change = password.changeEvery.value;
  return {
    minLength: password.minLength.value ?? SILENT_TEXT.minLength,
    classes: password.classes.value ?? SILENT_TEXT.classes,
    changeDays: change?.unit === 'day' ? change.amount : SILENT_TEXT.changeDays,
    lendingForbidden: password.lending.value === 'forbidden',
    secondFactor: authentication?.secondFactor.value ?? null,
  };
}

/** Every route of the API, one line per module; route-inventory.ts lists them without running anything. */
export function moduleRoutes(parts: RouteParts): Route[] {
  const { transactor, files, gateways } = parts;
  const identity: Identity = { ...parts, law: identityLaw, routes: () => routes };
  const routes: Route[] = [
    ...identityRoutes(identity),
    ...divisionRoutes,
    ...documentRoutes(transactor, files, parts.scanning, getInstitution),
    ...institutionRoutes,
    ...operatorRoutes,
    ...peopleRoutes,
    ...amendmentRoutes,
    ...restrictionRoutes,
    ...clockRoutes,
    ...calendarRoutes,
    ...notificationRoutes(parts.mailConfigured),
    ...alertRoutes,
    ...agreementRoutes,
    ...ruleRoutes,
    ...withdrawalRoutes,
    ...divisionChangeRoutes,
    ...vendorRoutes,
    ...networkRoutes,
    ...onboardingRoutes,
    ...assessmentRoutes,
    ...integrationRoutes(transactor, parts.testBed, parts.scanning),
    ...regulationRoutes(parts),
    ...admissionRoutes(parts),
    ...gateways.routes,
    ...settingsSigningRoutes(parts.settings),
    ...sealingRoutes({
      getInstitution,
      digestsLacking: personDigestChange(parts.sealing).lacking,
      removeFile: (id) => void files.remove(id).catch(() => {}),
    }),
    ...overviewRoutes(parts),
    ...importRoutes(parts),
    ...demonstrationClock(parts),
    ...auditRoutes(parts.audit),
    openApiRoute(() => routes, VERSION),
  ];
  return routes;
}
