import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { certificateNames, type OwnServer } from '@anjie/transport';
import { type Kysely, sql } from 'kysely';
import { createClock } from '../../ground/clock.ts';
import { openDatabase } from '../../ground/database.ts';
import { manifestChecker, manifestPlace } from '../../ground/manifest.ts';
import type { Database } from '../../ground/schema.generated.ts';
import { environmentState } from '../../ground/settings-state.ts';
import { createTransactor, type Tx } from '../../ground/transaction.ts';
import { passwordMatches, SILENT_TEXT, standingSettings } from '../identity/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { checkSettings } from '../settings/index.ts';
import { chainHolds, measureDatabase } from './measure-database.ts';
import { databaseIsRemote, listensOf, openPorts, plainClients, secretsOf, unlockedPackages } from './measure-host.ts';
import { probe } from './measure-probes.ts';
import type { AccountRules, Measured } from './measured.ts';

/** Refusals are appended in groups; by then this run's own are there. */
const SETTLES_MS = 1500;
/** argon2id takes its time: of a great many accounts the first are tried. */
const TRIED = 200;

/** How far measuring and judging has come. */
export type Stage = 'probes' | 'accounts' | 'database' | 'files' | 'judging';

export interface Running {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly url: string;
  readonly data: string;
  readonly root: string;
}

/**
 * Measures a running installation: its database as the servers' own login, its files, its process and what it answers.
 *
 * @param running environment of the running server, its pid and its address; `data` is the folder of the installation
 * @throws Error when the server or its database cannot be reached
 */
export async function measure(running: Running, began: (stage: Stage) => Promise<void> = async () => {}): Promise<Measured> {
  const { environment, root } = running;
  const { DATABASE_URL: databaseUrl, ANJIE_KEY_FILE: keyFile, ANJIE_AUDIT_FILE: checkpointFile } = environment;
  if (databaseUrl === undefined || keyFile === undefined)
    throw new Error('DATABASE_URL、ANJIE_KEY_FILE：未设置 / not set in the running server’s environment');
  const { db } = openDatabase(databaseUrl, 2);
  const transactor = createTransactor(db, createClock());
  try {
    await began('probes');
    const probedAt = new Date();
    const probes = await probe(ownServer(running), await transactor.snapshot(freeLogin));
    await delay(SETTLES_MS);
    const { mode, rules } = await transactor.asSystem('assess', rulesInForce);
    await began('accounts');
    const printed = demonstrationPassword(root);
    const known = await transactor.snapshot((snapshot) => knownPasswords(snapshot, printed));
    const unusedDays = rules.some((one) => one.unusedDays === 0) ? 0 : Math.max(0, ...rules.map((one) => one.unusedDays));
    await began('database');
    const masterKeys = masterKeysIn(keyFile);
    const places = (['file', 'webhook', 'syslog'] as const).filter((kind) => environment[`ANJIE_AUDIT_${kind.toUpperCase()}`]);
    const facts = await transactor.snapshot((snapshot) => measureDatabase(snapshot, { root, masterKeys, unusedDays, probedAt, places }));
    const held = { masterKeys, checkpointFile: checkpointFile || null };
    // Rows that cannot even be read do not verify.
    const chain = await transactor.snapshot((snapshot) => chainHolds(snapshot, held)).catch(() => false);
    await began('files');
    const secrets = secretsOf([keyFile, environment.ANJIE_INTEGRATION_TOKEN_FILE ?? keyFile], [join(running.data, 'secrets')]);
    const [place, state] = [manifestPlace(root, running.data), environmentState(environment)];
    const measuredListens = listensOf(running.pid);
    return {
      at: new Date().toISOString(),
      mode,
      accounts: { ...facts.accounts, knownPassword: known },
      rules,
      authority: facts.authority,
      audit: {
        ...facts.audit,
        chainHolds: chain,
        places,
        onlyHere: places.length === 1 && places[0] === 'file',
        archive: Boolean(environment.ANJIE_AUDIT_ARCHIVE),
      },
      stored: { ...facts.stored, openFiles: secrets.open, secretFiles: secrets.all },
      transport: {
        portal: environment.ANJIE_PORTAL_URL ?? null,
        served: running.url.startsWith('https:') ? 'tls' : 'plain',
        listens: measuredListens,
        databaseRemote: databaseIsRemote(databaseUrl),
        databaseTls: facts.tls,
        plainClients: plainClients(environment),
      },
      probes,
      host: {
        node: process.versions.node,
        portsAtRisk: await openPorts(),
        root: existsSync(`/proc/${running.pid}`) && statSync(`/proc/${running.pid}`).uid === 0,
        demonstrationData: mode === 'demonstration' || known.length > 0,
        unlocked: unlockedPackages(root),
      },
      backup: facts.backup,
      defence: {
        alerts: facts.alerts,
        refusalsAudited: facts.refusedSince,
        manifest: (await manifestChecker(place)()).state,
        settings: await transactor.asSystem('assess', async (tx) => (await checkSettings(tx.db, { place, environment: state })).state),
        vulnerabilityScan: facts.tables.vulnerabilityScans,
        filesScanned: Boolean(environment.CLAMAV_URL),
      },
    };
  } finally {
    await db.destroy();
  }
}

/** It is reached by its address on this machine, which a certificate of the installation's own need not name. */
function ownServer({ url, environment }: Running): OwnServer {
  const certificate = environment.ANJIE_SERVER_TLS_CERT?.trim();
  return { url, names: url.startsWith('https:') && certificate ? certificateNames(certificate) : [] };
}

/** An account that one failed login does not bring nearer to a lock than it was: it has none against it. */
async function freeLogin(db: Kysely<Database>): Promise<string | null> {
  const row = await db
    .selectFrom('account')
    .select('login')
    .where('active', '=', true)
    .where('failed_logins', '=', 0)
    .orderBy('login')
    .executeTakeFirst();
  return row?.login ?? null;
}

async function rulesInForce(tx: Tx): Promise<{ mode: Measured['mode']; rules: AccountRules[] }> {
  const { mode } = await tx.db.selectFrom('installation').select('mode').executeTakeFirstOrThrow();
  const { rows } = await sql<{ prov: string | null; place: string | null }>`
    select prov, coalesce((select name from division where code = prov order by valid_from desc limit 1), prov) as place
    from (select prov from account where active union select prov from identity_setting where ended_at is null) provinces order by prov`.execute(
    tx.db,
  );
  const basis = await basisInForce(tx, { lock: false });
  const rules: AccountRules[] = [];
  for (const { prov, place } of rows) {
    const standing = await standingSettings(tx.db, mode as Measured['mode'], prov);
    const { password, remoteManagement } = basis.profile({ prov: prov ?? '', city: '', div: '' });
    const number = (name: keyof typeof standing) => Number(standing[name].value);
    const change = password.changeEvery.value;
    rules.push({
      prov,
      place,
      minLength: password.minLength.value ?? SILENT_TEXT.minLength,
      classes: (password.classes.value ?? SILENT_TEXT.classes).length,
      changeDays: change?.unit === 'day' ? change.amount : null,
      passwordExpiry: standing.passwordExpiry.value === 'on',
      secondFactor: standing.secondFactor.value as AccountRules['secondFactor'],
      firstChange: standing.firstChange.value === 'on',
      lockAfter: number('lockAfter'),
      lockSeconds: number('lockSeconds'),
      addressLockAfter: number('addressLockAfter'),
      idleMinutes: number('idleMinutes'),
      sessionHours: number('sessionHours'),
      unusedDays: number('unusedDays'),
      accessReviews: standing.accessReviews.value === 'on',
      remoteManagement: remoteManagement.value ?? 'unstated',
    });
  }
  return { mode: mode as Measured['mode'], rules };
}

async function knownPasswords(db: Kysely<Database>, printed: string): Promise<string[]> {
  const rows = await db
    .selectFrom('account')
    .select(['login', 'password_hash'])
    .where('active', '=', true)
    .where('password_hash', 'like', 'argon2id$%')
    .orderBy('login')
    .limit(TRIED)
    .execute();
  const found = new Map<string, boolean>();
  for (const { password_hash: hash } of rows) if (!found.has(hash)) found.set(hash, await passwordMatches(printed, hash));
  return rows.filter(({ password_hash: hash }) => found.get(hash)).map(({ login }) => login);
}

function demonstrationPassword(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'apps/server/demonstration/jurisdictions.json'), 'utf8')) as { password: string }).password;
}

/** The keys of the file whoever else may read it: that it is open to others is told, not thrown. */
function masterKeysIn(file: string): Buffer[] {
  if (!existsSync(file)) return [];
  return (readFileSync(file, 'utf8').match(/^[0-9a-f]{64}$/gim) ?? []).map((line) => Buffer.from(line, 'hex'));
}
