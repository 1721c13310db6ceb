import { readFileSync, statSync } from 'node:fs';
import type { Environment } from '@anjie/admission';
import { type CertificateFiles, certificateFiles, isLoopbackHost, readCertificate } from '@anjie/transport';
import { SETTINGS } from './setting.ts';

export interface Upstream {
  readonly environment: Environment;
  readonly origin: string;
  /** path in front of every forwarded path, without a slash at its end; often empty */
  readonly base: string;
}

export interface GatewayConfiguration {
  readonly mode: 'demonstration' | 'production';
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** towards the institutions; null: plain HTTP */
  readonly tls: CertificateFiles | null;
  /** authorities that connections trust; null: the system's */
  readonly caFile: string | null;
  readonly upstreams: readonly Upstream[];
  readonly upstreamTimeoutMs: number;
  /** without a slash at its end */
  readonly serverUrl: string;
  /** the enrolment secret's text, without white space at its ends; its UTF-8 bytes are the HMAC key */
  readonly secret: string;
  readonly data: string;
}

/** What is wrong with a setting, in both languages. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the configuration from environment variables (table: setting.ts) and the secret from its file.
 *
 * Throws ConfigurationError for an unknown ANJIE_GATEWAY_* variable, a missing or wrong value, a secret that others may read, and for a
 * production gateway that would serve two environments (NX-20(4): physically apart).
 */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): GatewayConfiguration {
  refuseUnknown(env);
  const value = (name: string): string => {
    const setting = SETTINGS.find((candidate) => candidate.name === name);
    const given = env[name]?.trim() || setting?.fallback;
    if (given === undefined) {
      throw wrong(name, '', `未设置；例如 ${setting?.example}`, `is not set; for example ${setting?.example}`);
    }
    return given;
  };
  const mode = value('ANJIE_MODE');
  if (mode !== 'demonstration' && mode !== 'production') {
    throw wrong('ANJIE_MODE', mode, '只能是 demonstration 或 production', 'must be demonstration or production');
  }
  const environments = readEnvironments(value('ANJIE_GATEWAY_ENVIRONMENTS'), mode);
  const id = value('ANJIE_GATEWAY_ID');
  if (!/^[0-9A-Za-z._-]{1,64}$/.test(id)) {
    throw wrong('ANJIE_GATEWAY_ID', id, '只能含字母、数字和 . _ -，最长 64 位', 'may hold letters, digits and . _ - only, at most 64');
  }
  return {
    mode,
    id,
    ...readListen(value('ANJIE_GATEWAY_LISTEN')),
    tls: readTls(env),
    caFile: env.ANJIE_CA_FILE?.trim() || null,
    upstreams: environments.map((environment) => {
      const name = `ANJIE_GATEWAY_UPSTREAM_${environment.toUpperCase()}`;
      const url = readUrl(name, value(name));
      return { environment, origin: url.origin, base: url.pathname.replace(/\/+$/, '') };
    }),
    upstreamTimeoutMs: readMilliseconds(value('ANJIE_GATEWAY_UPSTREAM_TIMEOUT_MS')),
    serverUrl: readServerUrl(value('ANJIE_SERVER_URL'), mode),
    secret: readSecret(value('ANJIE_GATEWAY_SECRET_FILE')),
    data: value('ANJIE_GATEWAY_DATA'),
  };
}

function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(env)) {
    if (name.startsWith('ANJIE_GATEWAY_') && !SETTINGS.some((setting) => setting.name === name)) {
      throw wrong(name, '', '没有这项设置；--help 列出全部设置', 'is no setting of the gateway; --help lists them all');
    }
  }
}

function readEnvironments(text: string, mode: string): Environment[] {
  const names = text.split(',').map((name) => name.trim());
  const known = names.filter((name): name is Environment => name === 'production' || name === 'test');
  if (known.length !== names.length || new Set(known).size !== known.length) {
    throw wrong('ANJIE_GATEWAY_ENVIRONMENTS', text, '只能由 production、test 组成，不得重复', 'may hold production and test, each once');
  }
  if (mode === 'production' && known.length !== 1) {
    throw wrong(
      'ANJIE_GATEWAY_ENVIRONMENTS',
      text,
      '生产方式下一台网关只服务一个环境（NX-20(4)：物理隔离）；请另设一台网关',
      'in production one gateway serves one environment (NX-20(4): physically apart); set up another gateway',
    );
  }
  return known;
}

function readListen(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw wrong('ANJIE_GATEWAY_LISTEN', text, '应为 地址:端口，例如 0.0.0.0:7301', 'must be address:port, for example 0.0.0.0:7301');
  }
  return { host: match[1] ?? match[2] ?? '', port };
}

function readUrl(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw wrong(name, text, '应为不带账号和参数的 http(s) 地址', 'must be an http(s) address without account and query');
  }
  return url;
}

/** NX-附3.2-7a: in production nothing goes to another machine of the installation in the clear. */
function readServerUrl(text: string, mode: string): string {
  const url = readUrl('ANJIE_SERVER_URL', text);
  if (mode === 'production' && url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw wrong(
      'ANJIE_SERVER_URL',
      text,
      '生产方式下须用 https://（自签机构请设置 ANJIE_CA_FILE）',
      'in production use https:// (and ANJIE_CA_FILE for an authority of your own)',
    );
  return url.href.replace(/\/+$/, '');
}

function readTls(env: Readonly<Record<string, string | undefined>>): CertificateFiles | null {
  try {
    const files = certificateFiles(env, { cert: 'ANJIE_GATEWAY_TLS_CERT', key: 'ANJIE_GATEWAY_TLS_KEY' });
    if (files !== null) readCertificate(files);
    return files;
  } catch (error) {
    throw new ConfigurationError((error as Error).message);
  }
}

function readMilliseconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 100 || value > 600_000) {
    throw wrong('ANJIE_GATEWAY_UPSTREAM_TIMEOUT_MS', text, '应为 100 到 600000 的整数', 'must be a whole number from 100 to 600000');
  }
  return value;
}

function readSecret(file: string): string {
  const name = 'ANJIE_GATEWAY_SECRET_FILE';
  let text: string;
  try {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw wrong(name, file, `他人可读；请执行 chmod 600 ${file}`, `is readable by others; run chmod 600 ${file}`);
    }
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw wrong(name, file, `无法读取：${why}`, `cannot be read: ${why}`);
  }
  if (text.length < 32) throw wrong(name, file, '密钥不足 32 个字符；请重新登记', 'the secret is shorter than 32 characters; enrol again');
  return text;
}

function wrong(name: string, value: string, zh: string, en: string): ConfigurationError {
  const shown = value === '' ? name : `${name}=${value}`;
  return new ConfigurationError(`${shown}：${zh} / ${shown}: ${en}`);
}
