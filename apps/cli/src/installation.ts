import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, WrongUsage } from './command.ts';

export const ROOT = join(import.meta.dirname, '../../..');

/** Where this installation keeps its data and on which ports it listens. */
export interface Installation {
  readonly data: string;
  readonly portBase: number;
  readonly urls: {
    readonly portal: string;
    readonly gateway: string;
    readonly testPlatform: string;
    readonly platform: string;
    readonly testbed: string;
  };
  readonly files: {
    readonly running: string;
    readonly masterKey: string;
    readonly readerToken: string;
    readonly gatewaySecret: string;
    /** of the test bed alone: its database login, its operator’s token, the key that signs its reports */
    readonly testbedPassword: string;
    readonly testbedToken: string;
    readonly testbedKey: string;
    readonly logs: string;
  };
}

const KNOWN = new Set([
  'ANJIE_DATA',
  'ANJIE_PORT_BASE',
  'ANJIE_MODE',
  'ANJIE_TOKEN',
  'ANJIE_URL',
  'ANJIE_OWNER_DATABASE_URL',
  'ANJIE_REGULATIONS_ROOT',
  'ANJIE_LOG',
  'ANJIE_PORTAL_URL',
]);

/** Reads ANJIE_DATA and ANJIE_PORT_BASE. @throws WrongUsage for an unknown ANJIE_ setting or a port that is none */
export function readInstallation(environment: NodeJS.ProcessEnv = process.env): Installation {
  for (const name of Object.keys(environment))
    if (
      name.startsWith('ANJIE_') &&
      !KNOWN.has(name) &&
      !/^ANJIE_(AUDIT|SERVER|GATEWAY|PLATFORM|TESTBED|TEST|INTEGRATION|SMTP)_/.test(name)
    )
      throw new WrongUsage(`${name}: 未知的设置 / unknown setting`);
  const data = resolve(environment.ANJIE_DATA ?? join(ROOT, 'data'));
  const portBase = Number(environment.ANJIE_PORT_BASE ?? 7300);
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000)
    throw new WrongUsage(`ANJIE_PORT_BASE: ${environment.ANJIE_PORT_BASE}（须为 1024–65000 的整数 / an integer from 1024 to 65000）`);
  const url = (offset: number) => `http://127.0.0.1:${portBase + offset}`;
  return {
    data,
    portBase,
    urls: { portal: url(0), gateway: url(1), testPlatform: url(2), platform: url(3), testbed: url(5) },
    files: {
      running: join(data, 'running.json'),
      masterKey: join(data, 'secrets', 'master.key'),
      readerToken: join(data, 'secrets', 'reader.token'),
      gatewaySecret: join(data, 'secrets', 'gateway-1.secret'),
      testbedPassword: join(data, 'testbed', 'database.password'),
      testbedToken: join(data, 'testbed', 'operator.token'),
      testbedKey: join(data, 'testbed', 'sm2.pem'),
      logs: join(data, 'logs'),
    },
  };
}

/** The token of commands that call the API: ANJIE_TOKEN, what `anjie login` stored, else the demonstration's read-only token. */
export function readToken(installation: Installation): string {
  const stored = join(installation.data, 'secrets', 'login.token');
  if (process.env.ANJIE_TOKEN) return process.env.ANJIE_TOKEN;
  for (const file of [stored, installation.files.readerToken]) if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new Failure('尚未登录：请先运行 anjie login，或设置 ANJIE_TOKEN / not logged in: run anjie login first, or set ANJIE_TOKEN');
}

export function apiUrl(installation: Installation): string {
  return process.env.ANJIE_URL ?? installation.urls.portal;
}
