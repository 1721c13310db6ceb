import type { TrailFault } from '@anjie/audit-trail';
import type { Clock } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import { createRequestLimits, type RequestLimits } from '../../ground/request-limits.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import type { AuditParts } from '../audit/index.ts';
import { type IdentitySettings, type Mode, settingsOfInstallation } from '../identity/index.ts';
import { ALERT_KINDS, thresholdOf } from './alert-kinds.ts';
import { createAuditWatch } from './audit-watch.ts';
import { createClockWatch } from './clock-watch.ts';
import { createGatewayWatch, heardGateways } from './gateway-watch.ts';
import { createLimitedGroups } from './limited-groups.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { type Refused, signsOf } from './signs.ts';
import { createWatch, type Sighting } from './watch.ts';

export interface Alerts {
  /** every refusal, before it is answered: counts in memory, writes nothing */
  refused(refused: Refused): void;
  /** somebody verified the audit and found a fault */
  auditFault(fault: TrailFault): void;
  readonly limits: RequestLimits;
  /** the clock of a demonstration was moved */
  wake(): void;
  close(): Promise<void>;
}

/** What has come together is written so often, however much it is. */
const WRITE_MS = 1000;
const LIMITED_MS = 10_000;
const GATEWAYS_MS = 10_000;
const LOOK_MS = 60_000;
/** after the clock was moved, what its own loops owe is done first */
const SETTLES_MS = 3000;
const SETTINGS_MS = 2000;

/** Watches over intrusions: signs in what is refused, limits of requests, the audit, the gateways and the clock (NX-附3.2-4f). */
export async function startAlerts(parts: {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly mode: Mode;
  readonly audit: AuditParts;
  readonly wallMs?: () => number;
}): Promise<Alerts> {
  const { transactor, clock, log, mode } = parts;
  const readSettings = () => transactor.asSystem('alerts', (tx) => settingsOfInstallation(tx.db, mode));
  let settings: IdentitySettings = await readSettings();
  let closed = false;
  let wake = Promise.withResolvers<void>();
  let lookAt = performance.now() + LOOK_MS;

  const watch = createWatch({
    rule(kind) {
      const threshold = thresholdOf(kind, settings);
      return threshold === null ? null : { threshold, distinct: ALERT_KINDS.get(kind)!.distinct };
    },
    windowMinutes: () => settings.alertMinutes,
  });
  const limited = createLimitedGroups();
  const clockWentBack = createClockWatch(parts.wallMs ?? Date.now, () => performance.now());
  const auditWatch = createAuditWatch(parts.audit);
  const gatewayWatch = createGatewayWatch(() => performance.now());
  let found: Sighting[] = [];
  const one = (kind: string, detail: Record<string, unknown>, threshold: number | null = null) => {
    const at = clock.now();
    const plain = { subject: { kind: 'installation', name: null } as const, account: null, prov: null, windowMinutes: null };
    if (found.length < 100) found.push({ ...plain, kind, count: 1, firstSeen: at, lastSeen: at, detail, threshold });
  };
  const limits = createRequestLimits({
    numbers: () => ({ account: settings.requestsOfAccount, address: settings.requestsOfAddress, gateway: settings.requestsOfGateway }),
    limited(who) {
      limited.add(who);
      const account = who.by === 'account' ? who.key : null;
      const subject = { kind: who.by, name: who.key } as const;
      watch.see({ kind: 'limited-for-long', subject, account, prov: null, tried: null, fault: who.by }, clock.now());
    },
    nowMs: () => performance.now(),
  });

  const write = async (): Promise<void> => {
    const sightings = [...found, ...watch.take()];
    if (sightings.length === 0) return;
    found = [];
    try {
      await transactor.asSystem(newRequestId(), (tx) => raiseAlerts(tx, sightings));
      log.warn('alerts', { kinds: [...new Set(sightings.map((sighting) => sighting.kind))] });
    } catch (error) {
      found = sightings.slice(0, 500);
      throw error;
    }
  };
  const writeLimited = async (): Promise<void> => {
    const groups = limited.take();
    if (groups.length > 0) await transactor.asSystem(newRequestId(), (tx) => auditLimited(tx, groups));
  };
  const look = async (): Promise<void> => {
    for (const { kind, detail } of await auditWatch.look(settings)) one(kind, detail);
  };
  const lookAtGateways = async (): Promise<void> => {
    const at = clock.now();
    const lost = gatewayWatch.lost(await transactor.asSystem('alerts', (tx) => heardGateways(tx.db)), at, settings.alertGatewaySeconds);
    for (const { gateway, seconds } of lost)
      found.push({
        kind: 'gateway-lost',
        subject: { kind: 'gateway', name: gateway.code },
        account: null,
        prov: gateway.prov,
        count: 1,
        firstSeen: gateway.seenAt,
        lastSeen: at,
        detail: { seconds },
        threshold: settings.alertGatewaySeconds,
        windowMinutes: null,
      });
  };
  const lookAtClock = () => {
    const seconds = clockWentBack();
    if (seconds >= settings.alertClockSeconds) one('clock-went-back', { seconds }, settings.alertClockSeconds);
  };
  const tell = (what: string) => (error: unknown) => {
    if (!closed) log.warn(what, { error: String(error) });
  };

  const run = async () => {
    let looking: Promise<void> | null = null;
    let [limitedAt, settingsAt, gatewaysAt] = [LIMITED_MS, SETTINGS_MS, GATEWAYS_MS].map((after) => performance.now() + after) as [
      number,
      number,
      number,
    ];
    await startedInOrder(transactor, clock, mode, settings, one).catch(tell('alerts-start-not-examined'));
    while (!closed) {
      const awake = wake.promise;
      const now = performance.now();
      lookAtClock();
      if (now >= lookAt) {
        lookAt = now + LOOK_MS;
        // Reading the whole audit takes its time; alerts are written meanwhile.
        looking ??= look()
          .catch(tell('audit-not-looked-after'))
          .finally(() => {
            looking = null;
          });
      }
      if (now >= gatewaysAt) {
        gatewaysAt = now + GATEWAYS_MS;
        await lookAtGateways().catch(tell('gateways-not-looked-after'));
      }
      await write().catch(tell('alerts-wait'));
      if (now >= limitedAt) {
        limitedAt = now + LIMITED_MS;
        await writeLimited().catch(tell('limited-not-audited'));
      }
      if (now >= settingsAt) {
        settingsAt = now + SETTINGS_MS;
        await readSettings().then((read) => {
          settings = read;
        }, tell('alert-settings-not-read'));
      }
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, WRITE_MS);
      await Promise.race([timer.promise, awake]).finally(() => clearTimeout(handle));
    }
    await looking;
    await write().catch(() => {});
    await writeLimited().catch(() => {});
  };
  const running = run();
  return {
    refused(refused) {
      for (const sign of signsOf(refused)) watch.see(sign, clock.now());
    },
    auditFault: (fault) => one('audit-broken', { ...fault }),
    limits,
    wake() {
      gatewayWatch.moved();
      lookAt = Math.min(lookAt, performance.now() + SETTLES_MS);
    },
    async close() {
      closed = true;
      wake.resolve();
      wake = Promise.withResolvers<void>();
      await running;
    },
  };
}

async function auditLimited(tx: Tx, groups: readonly { by: string; key: string | null; count: number }[]): Promise<void> {
  const ids = groups.flatMap((group) => (group.by === 'account' && group.key !== null ? [group.key] : []));
  const rows = ids.length === 0 ? [] : await tx.db.selectFrom('account').select(['id', 'login', 'prov']).where('id', 'in', ids).execute();
  const accounts = new Map(rows.map((row) => [row.id, row]));
  for (const { by, key, count } of groups) {
    const account = accounts.get(key ?? '');
    tx.audit({
      event: 'requests-limited',
      object: { kind: by, id: account?.login ?? key ?? 'others' },
      territory: { prov: account?.prov ?? null, city: null, div: null },
      detail: { count },
    });
  }
}

/** A clock that was set back while nothing ran: the newest row of the audit lies ahead of now. A demonstration moves its clock on purpose. */
async function startedInOrder(
  transactor: Transactor,
  clock: Clock,
  mode: Mode,
  settings: IdentitySettings,
  one: (kind: string, detail: Record<string, unknown>, threshold: number | null) => void,
): Promise<void> {
  if (mode !== 'production') return;
  const row = await transactor.asSystem('alerts', (tx) =>
    tx.db.selectFrom('audit_event').select('at').orderBy('seq', 'desc').limit(1).executeTakeFirst(),
  );
  const seconds = row === undefined ? 0 : Math.round((row.at.getTime() - clock.now().getTime()) / 1000);
  if (seconds >= settings.alertClockSeconds) one('clock-went-back', { seconds }, settings.alertClockSeconds);
}
