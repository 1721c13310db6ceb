import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CertificateFiles, certificateFiles, readCertificate } from '@anjie/transport';
import { Failure, WrongUsage } from './command.ts';

export const ROOT = join(import.meta.dirname, '../../..');

/** Where this installation keeps its data and on which ports it listens. */
export interface Installation {
  readonly data: string;
  readonly portBase: number;
  /** what the server listens with; null: plain HTTP, on loopback alone */
  readonly tls: CertificateFiles | null;
  /** authorities that commands and processes trust; null: the system's */
  readonly caFile: string | null;
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
    /** of a production installation: its own authority and the certificate of its server */
    readonly authority: CertificateFiles;
    readonly serverCertificate: CertificateFiles;
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
  'ANJIE_CA_FILE',
  'ANJIE_TLS',
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
  const authority = { cert: join(data, 'tls', 'authority.pem'), key: join(data, 'secrets', 'tls-authority.key') };
  const serverCertificate = { cert: join(data, 'tls', 'server.pem'), key: join(data, 'secrets', 'tls-server.key') };
  const { tls, host } = tlsOf(environment, serverCertificate);
  const own = tls?.cert === serverCertificate.cert && existsSync(authority.cert) ? authority.cert : null;
  return {
    data,
    portBase,
    tls,
    caFile: environment.ANJIE_CA_FILE ?? own,
    urls: {
      portal: tls === null ? url(0) : `https://${host}:${portBase}`,
      gateway: url(1),
      testPlatform: url(2),
      platform: url(3),
      testbed: url(5),
    },
    files: {
      running: join(data, 'running.json'),
      masterKey: join(data, 'secrets', 'master.key'),
      readerToken: join(data, 'secrets', 'reader.token'),
      gatewaySecret: join(data, 'secrets', 'gateway-1.secret'),
      testbedPassword: join(data, 'testbed', 'database.password'),
      testbedToken: join(data, 'testbed', 'operator.token'),
      testbedKey: join(data, 'testbed', 'sm2.pem'),
      authority,
      serverCertificate,
      logs: join(data, 'logs'),
    },
  };
}

/**
 * With what the server listens, and the name by which it is reached from here: the certificate that the environment names, else the one that
 * `init` made. `ANJIE_TLS=off`: plain HTTP, for a proxy on the same machine that ends TLS.
 */
function tlsOf(environment: NodeJS.ProcessEnv, made: CertificateFiles): { tls: CertificateFiles | null; host: string } {
  const off = environment.ANJIE_TLS;
  if (off !== undefined && off !== 'off') throw new WrongUsage(`ANJIE_TLS: ${off}（只能是 off / may only be off）`);
  try {
    const named = certificateFiles(environment, { cert: 'ANJIE_SERVER_TLS_CERT', key: 'ANJIE_SERVER_TLS_KEY' });
    if (off === 'off' || (named === null && !existsSync(made.cert))) return { tls: null, host: '127.0.0.1' };
    if (named === null) return { tls: made, host: '127.0.0.1' };
    const { names } = readCertificate(named).facts;
    return { tls: named, host: ['127.0.0.1', 'localhost'].find((name) => names.includes(name)) ?? names[0] ?? 'localhost' };
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new Failure((error as Error).message);
  }
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
