import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { APP, type LocalDatabase, openLocalDatabase } from '@anjie/local-database';
import { askApi, callApi } from '../api.ts';
import { Failure } from '../command.ts';
import { type Installation, ROOT } from '../installation.ts';
import { KeptDatabase } from './kept-database.ts';

const run = promisify(execFile);

/** Of a demonstration alone; a production installation has no known password. */
export const DEMONSTRATION_PASSWORD = (
  JSON.parse(readFileSync(join(ROOT, 'apps/server/demonstration/jurisdictions.json'), 'utf8')) as { password: string }
).password;

/** Makes the data folder and its secrets. @throws Failure in words when it cannot be written */
export function prepareFolder(installation: Installation): void {
  try {
    for (const folder of [
      installation.data,
      dirname(installation.files.masterKey),
      installation.files.logs,
      join(installation.data, 'files'),
    ])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(installation.data, constants.W_OK | constants.X_OK);
    if (!existsSync(installation.files.masterKey))
      // The installation's own key, which stays, and the one that wraps the data keys, which can be changed.
      writeFileSync(installation.files.masterKey, `${randomBytes(32).toString('hex')}\n${randomBytes(32).toString('hex')}\n`, {
        mode: 0o600,
      });
  } catch (error) {
    throw new Failure(
      `数据目录不可写：${installation.data}（${(error as Error).message}）。请更改其权限，或用 ANJIE_DATA 指定另一个目录\n` +
        `The data folder cannot be written: ${installation.data}. Change its permissions, or name another one with ANJIE_DATA`,
    );
  }
}

export interface DatabaseUrls {
  readonly app: string;
  readonly owner: string;
  /** null: a database of the operator’s own */
  readonly embedded: KeptDatabase | null;
}

/** The database that the environment names, or the embedded one of the data folder, migrated. */
export async function prepareDatabase(installation: Installation): Promise<DatabaseUrls> {
  const given = process.env.DATABASE_URL;
  const passwordFile = join(installation.data, 'secrets', 'app.password');
  if (given !== undefined) {
    const owner = process.env.ANJIE_OWNER_DATABASE_URL;
    if (owner === undefined)
      throw new Failure(
        '设置了 DATABASE_URL 时还须设置 ANJIE_OWNER_DATABASE_URL（所有者连接，仅供迁移） / with DATABASE_URL, ANJIE_OWNER_DATABASE_URL (the owner’s connection, for migrate alone) is needed too',
      );
    writeFileSync(passwordFile, applicationPassword(given), { mode: 0o600 });
    await migrate(owner, passwordFile);
    return { app: given, owner, embedded: null };
  }
  const open = () => openLocalDatabase({ folder: join(installation.data, 'postgres'), durable: true });
  let embedded: LocalDatabase;
  try {
    embedded = await open();
  } catch (error) {
    throw new Failure((error as Error).message);
  }
  writeFileSync(passwordFile, embedded.appPassword, { mode: 0o600 });
  try {
    await migrate(embedded.ownerUrl(), passwordFile);
  } catch (error) {
    // Nobody else would ever stop it.
    await embedded.stop();
    throw error;
  }
  return { app: embedded.appUrl(), owner: embedded.ownerUrl(), embedded: new KeptDatabase(embedded, open) };
}

/** The password in the servers' URL; the grants are to one login, so that the URL must name it. */
function applicationPassword(url: string): string {
  const [, user, password] = /^postgres(?:ql)?:\/\/([^:@/]+)(?::([^@/]*))?@/.exec(url) ?? [];
  if (user !== APP)
    throw new Failure(
      `DATABASE_URL 须以登录名 ${APP} 连接，现为 ${user ?? '（无）'} / DATABASE_URL must connect as ${APP}, it says ${user ?? 'none'}`,
    );
  return decodeURIComponent(password ?? '');
}

/** Runs the migrate program with the owner's URL. @throws Failure with what it said */
export async function migrate(owner: string, passwordFile: string | null): Promise<string> {
  const environment: Record<string, string> = { PATH: process.env.PATH ?? '', ANJIE_OWNER_DATABASE_URL: owner };
  if (passwordFile !== null) environment.ANJIE_APP_PASSWORD_FILE = passwordFile;
  for (const name of ['ANJIE_MODE', 'ANJIE_REGULATIONS_ROOT']) if (process.env[name] !== undefined) environment[name] = process.env[name]!;
  try {
    return (await run(process.execPath, [join(ROOT, 'apps/server/src/migrate.ts')], { env: environment })).stdout.trim();
  } catch (error) {
    throw new Failure(`数据库迁移失败 / the migration failed:\n${(error as { stderr?: string }).stderr ?? String(error)}`);
  }
}

/** A session of a demonstration account. */
export async function logIn(url: string, login: string, password: string): Promise<string> {
  return (await askApi<{ token: string }>(url, null, 'POST', '/sessions', { login, password })).token;
}

/** Writes the read-only token for programs, and enrols the gateway on the first start: its secret is shown once and kept in a 0600 file. */
export async function provisionDemonstration(installation: Installation): Promise<void> {
  const url = installation.urls.portal;
  writeFileSync(installation.files.readerToken, await logIn(url, 'demo.reader', DEMONSTRATION_PASSWORD), { mode: 0o600 });
  if (existsSync(installation.files.gatewaySecret)) return;
  const administrator = await logIn(url, 'nation.system-administrator', DEMONSTRATION_PASSWORD);
  const enrolment = { code: 'gateway-1', name: '示范接入网关', environments: ['production', 'test'] };
  const answer = await callApi(url, administrator, 'POST', '/enforcement/gateways', enrolment);
  // Enrolled by an earlier start that did not live to keep the secret: a new one is issued.
  const body =
    answer.status === 409
      ? await askApi<{ secret: string }>(url, administrator, 'POST', '/enforcement/gateways/gateway-1/secret')
      : (answer.body as { secret: string });
  writeFileSync(installation.files.gatewaySecret, body.secret, { mode: 0o600 });
}
