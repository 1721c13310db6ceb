import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Binaries, embeddedBinaries } from './binaries.ts';

const run = promisify(execFile);

export interface LocalDatabaseOptions {
  /** folder of the cluster; made when missing */
  readonly folder: string;
  /** false only for tests: fsync off */
  readonly durable: boolean;
  readonly maxConnections?: number;
  /** further settings of PostgreSQL for this start, `name=value`, for tests; a port decides the name of the socket */
  readonly settings?: readonly string[];
  readonly port?: number;
}

export interface LocalDatabase {
  /** true: a running server of the same folder was adopted */
  readonly adopted: boolean;
  readonly pid: number;
  /** connection string of the owner, used by migrate alone */
  ownerUrl(database?: string): string;
  /** connection string of the servers' login */
  appUrl(database?: string): string;
  readonly appPassword: string;
  /** fast shutdown; resolves when the server has ended */
  stop(): Promise<void>;
}

export const OWNER = 'anjie_owner';
export const APP = 'anjie_app';

/**
 * Starts the embedded PostgreSQL of a folder, or adopts the one that already runs there (a kill -9 of the parent leaves it running).
 *
 * Only a Unix socket is opened, in a short 0700 folder of the system's temporary folder, since a socket path longer than 107 bytes is
 * fatal. Authentication is scram: with `trust` every promise about row security would be void.
 *
 * @throws Error in words when the server does not come up; the cluster is left as it is.
 */
export async function openLocalDatabase(options: LocalDatabaseOptions): Promise<LocalDatabase> {
  const folder = options.folder;
  const cluster = join(folder, 'cluster');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sockets = join(tmpdir(), `anjie-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  chmodSync(sockets, 0o700);
  const ownerPassword = secret(join(folder, 'owner.password'));
  const appPassword = secret(join(folder, 'app.password'));
  const url = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@/${database}?host=${encodeURIComponent(sockets)}${options.port === undefined ? '' : `&port=${options.port}`}`;
  const ownerUrl = (database = 'anjie') => url(OWNER, ownerPassword, database);

  let pid = runningPid(cluster);
  const adopted = pid !== null;
  let child: ChildProcess | null = null;
  if (pid === null) {
    const binaries = embeddedBinaries();
    if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(binaries, folder, cluster);
    child = startServer(binaries, folder, cluster, sockets, options);
    pid = child.pid!;
  }
  await untilReady(ownerUrl('postgres'), folder, child);
  await createDatabase(ownerUrl('postgres'));
  const serverPid = pid;
  return {
    adopted,
    pid: serverPid,
    ownerUrl,
    appUrl: (database = 'anjie') => url(APP, appPassword, database),
    appPassword,
    async stop() {
      try {
        process.kill(serverPid, 'SIGINT');
      } catch {
        return;
      }
      for (let i = 0; i < 300 && alive(serverPid) && runningPid(cluster) !== null; i++) await delay(50);
    },
  };
}

/** As root, PostgreSQL starts in a user namespace of its own: it refuses to run as root, and dropping to another user fails in a 0700 folder. */
function command(program: string, args: string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [program, args];
  return ['unshare', ['--user', '--map-user=1000', '--map-group=1000', program, ...args]];
}

async function initialise(binaries: Binaries, folder: string, cluster: string): Promise<void> {
  rmSync(cluster, { recursive: true, force: true });
  const [program, args] = command(binaries.initdb, [
    '--pgdata',
    cluster,
    `--username=${OWNER}`,
    `--pwfile=${join(folder, 'owner.password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
  ]);
  try {
    await run(program, args);
  } catch (error) {
    rmSync(cluster, { recursive: true, force: true });
    throw new Error(`数据库无法在 ${folder} 建立 / The database could not be created in ${folder}: ${(error as Error).message}`);
  }
}

function startServer(binaries: Binaries, folder: string, cluster: string, sockets: string, options: LocalDatabaseOptions): ChildProcess {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${sockets}`,
    'unix_socket_permissions=0700',
    `max_connections=${options.maxConnections ?? 60}`,
    `fsync=${options.durable ? 'on' : 'off'}`,
    'log_min_messages=warning',
    'log_min_error_statement=panic',
    'timezone=UTC',
    'shared_buffers=128MB',
    'dynamic_shared_memory_type=posix',
  ];
  if (options.port !== undefined) settings.push(`port=${options.port}`);
  settings.push(...(options.settings ?? []));
  if (!options.durable) settings.push('synchronous_commit=off', 'full_page_writes=off');
  const [program, args] = command(binaries.postgres, ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])]);
  const log = openSync(join(folder, 'postgres.log'), 'a', 0o600);
  const child = spawn(program, args, { stdio: ['ignore', log, log], detached: true });
  child.unref();
  return child;
}

async function untilReady(url: string, folder: string, child: ChildProcess | null): Promise<void> {
  let last: Error | null = null;
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child?.exitCode !== null && child?.exitCode !== undefined) break;
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = error as Error;
      await client.end().catch(() => {});
      await delay(50);
    }
  }
  const log = existsSync(join(folder, 'postgres.log')) ? readFileSync(join(folder, 'postgres.log'), 'utf8').slice(-800) : '';
  throw new Error(`数据库没有启动 / The database did not start (${folder}): ${last?.message ?? 'it ended'}\n${log}`);
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'anjie'`);
    if (rowCount === 0) await client.query('create database anjie');
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error;
  } finally {
    await client.end();
  }
}

/** The pid in postmaster.pid, if it is a live PostgreSQL of this very folder; null else. */
function runningPid(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !alive(pid)) return null;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster) ? pid : null;
  } catch {
    return pid;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function secret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
