import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type CertificateFiles, certificateFiles, readCertificate } from '@anjie/transport';
import { z } from 'zod';
import { readMasterKeys } from './master-key.ts';

/** Every setting of the control plane, from the environment. `describe` texts are what --help prints. */
export const settings = z.strictObject({
  DATABASE_URL: z.string().min(1).describe('数据库连接（应用登录 anjie_app） / database of the servers, login anjie_app'),
  ANJIE_SERVER_HOST: z.string().default('127.0.0.1').describe('监听地址 / address to listen on'),
  ANJIE_SERVER_PORT: z.coerce.number().int().min(0).max(65535).default(7300).describe('监听端口 / port to listen on'),
  ANJIE_SERVER_TLS_CERT: z.string().min(1).optional().describe('TLS 证书（PEM，含中间证书） / TLS certificate (PEM, with those between)'),
  ANJIE_SERVER_TLS_KEY: z.string().min(1).optional().describe('TLS 私钥（PEM，0600） / its private key (PEM, 0600)'),
  ANJIE_CA_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('所信任的证书机构（PEM），代替系统的 / authorities that connections to others trust, instead of the system’s'),
  ANJIE_TRUSTED_PROXIES: z
    .string()
    .refine((text) => text.split(',').every((one) => isNetwork(one.trim())), 'address or address/prefix, …')
    .optional()
    .describe(
      '门户前的代理地址或网段，逗号分隔；只有它们所写的 X-Forwarded-For 才算来源地址 / proxies before the portal, addresses or networks: theirs alone is X-Forwarded-For believed',
    ),
  ANJIE_KEY_FILE: z.string().min(1).describe('主密钥文件（0600，每行一把） / master key file (0600, one key a line)'),
  ANJIE_FILES: z.string().min(1).describe('文件库目录 / folder of the file store'),
  ANJIE_PORTAL: z.string().min(1).optional().describe('门户构建目录，缺省只有接口 / folder of the built portal; without it the API alone'),
  ANJIE_AUDIT_FILE: z.string().min(1).optional().describe('审计检查点送达的文件，应在别处 / file that audit checkpoints go to, elsewhere'),
  ANJIE_AUDIT_ARCHIVE: z.string().min(1).optional().describe('审计按月归档的目录 / folder that months of the audit are archived in'),
  ANJIE_AUDIT_WEBHOOK: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('接收审计检查点的网址 / address that receives audit checkpoints'),
  ANJIE_AUDIT_SYSLOG: z
    .string()
    .regex(/^(tls:\/\/)?[A-Za-z0-9.-]+:\d{1,5}$/)
    .optional()
    .describe('接收审计检查点的 syslog，tls://host:port，或 host:port 明文 / syslog receiver of audit checkpoints, over TLS or plain'),
  ANJIE_AUDIT_CHECKPOINT_ROWS: z.coerce
    .number()
    .int()
    .min(1)
    .default(1000)
    .describe('新增多少条即签检查点 / new rows that make a checkpoint'),
  ANJIE_AUDIT_CHECKPOINT_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .describe('有新记录时最迟多少秒签检查点 / seconds after which a new row makes one'),
  ANJIE_INTEGRATION_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('联调测试台的地址 / address of the test bed'),
  ANJIE_INTEGRATION_TOKEN_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('在测试台建立联调测试用的令牌文件（0600） / file with the token that opens campaigns at the bed (0600)'),
  ANJIE_INTEGRATION_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('测试台报告签名的 SM2 公钥（PEM），只认这一把 / the SM2 public key that the bed’s reports are held to (PEM)'),
  ANJIE_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('邮件服务器，smtps:// 或 smtp://（STARTTLS），可含用户和口令；缺省不发邮件 / mail server; without it no mail leaves'),
  ANJIE_SMTP_FROM: z
    .string()
    .regex(/^([^<>\r\n]+ <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/)
    .optional()
    .describe('发件人，如 安接 <anjie@example.cn> / sender of the mails'),
  ANJIE_SMTP_TLS: z.enum(['required', 'none']).default('required').describe('邮件传输加密，none 仅限受保护网络 / TLS of smtp://'),
  ANJIE_SMTP_CA: z
    .string()
    .min(1)
    .optional()
    .describe('所信任的邮件服务器证书机构（PEM 文件） / authority to trust instead of the system’s'),
  ANJIE_SMTP_RETRY_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .describe('发送失败后首次重试的间隔，以后逐次加倍 / delay before the second attempt; later ones double it'),
  ANJIE_PORTAL_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('门户地址，写入邮件末尾，通行密钥据此绑定 / address of the portal: foot of mails, and what passkeys are bound to'),
  CLAMAV_URL: z
    .string()
    .regex(/^(tcp:\/\/[^/?#@]+|(unix:)?\/.+)$/)
    .optional()
    .describe('扫描材料文件的 clamd：tcp://host:3310 或 unix:/套接字；缺省不扫描 / clamd that scans files; without it none are scanned'),
  ANJIE_SCAN_UNREACHABLE: z
    .enum(['refuse', 'accept'])
    .default('refuse')
    .describe('扫描没有结论时拒收或照收（并注明） / what becomes of a file when the scanner gives no verdict'),
  ANJIE_LOG: z.enum(['info', 'warn', 'silent']).default('info').describe('日志级别 / log level'),
  ANJIE_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(12).describe('数据库连接数 / database connections'),
});

export interface Configuration {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  /** null: plain HTTP, on loopback or behind a proxy that ends TLS */
  readonly tls: CertificateFiles | null;
  /** proxies whose word is taken for where a request comes from; empty: the peer of the connection is */
  readonly trustedProxies: readonly string[];
  /** null: the system's authorities */
  readonly caFile: string | null;
  /** the installation's own; what is derived from it stays */
  readonly masterKey: Buffer;
  /** all of the key file; the last wraps the data keys */
  readonly masterKeys: readonly Buffer[];
  /** where the key file lies; the signed manifest is in the folder above it */
  readonly keyFile: string;
  readonly filesFolder: string;
  readonly portalFolder: string | null;
  readonly publicUrl: string | null;
  /** null: no mail leaves the house */
  readonly mail: {
    readonly server: { readonly url: string; readonly from: string; readonly tls: 'required' | 'none'; readonly caFile: string | null };
    readonly portal: string | null;
    readonly retryMs: number;
  } | null;
  /** who scans files before they are kept; `url` null: nobody */
  readonly scanner: { readonly url: string | null; readonly unreachable: 'refuse' | 'accept' };
  readonly log: 'info' | 'warn' | 'silent';
  readonly connections: number;
  /** the test bed: where it is, and whose signature its reports must bear; null where none is installed */
  readonly testbed: { readonly url: string | null; readonly tokenFile: string | null; readonly keyFile: string | null };
  readonly audit: {
    readonly file: string | null;
    readonly archive: string | null;
    readonly webhook: string | null;
    readonly syslog: { readonly host: string; readonly port: number; readonly tls: boolean } | null;
    readonly rows: number;
    readonly seconds: number;
  };
}

/** Settings that belong to other processes of the installation and may stand in a shared environment. */
const OF_OTHERS = /^ANJIE_(DATA|PORT_BASE|MODE|TOKEN|URL|OWNER_DATABASE_URL|APP_PASSWORD_FILE|GATEWAY_|PLATFORM_|TESTBED_|TEST_|TLS$)/;

/**
 * Reads the configuration.
 *
 * @throws Error naming every wrong, missing or unknown setting, in Chinese and English.
 */
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const given: Record<string, string> = {};
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (name in settings.shape) given[name] = value;
    else if (name.startsWith('ANJIE_') && !OF_OTHERS.test(name)) unknown.push(name);
  }
  const parsed = settings.safeParse(given);
  const faults = [
    ...unknown.map((name) => `${name}: 未知的设置 / unknown setting`),
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}：未设置或有误 / missing or wrong: ${issue.message}`)),
  ];
  if (!parsed.success || faults.length > 0) throw new Error(`配置有误 / wrong configuration:\n  ${faults.join('\n  ')}`);
  const value = parsed.data;
  const masterKeys = readMasterKeys(value.ANJIE_KEY_FILE);
  return {
    databaseUrl: value.DATABASE_URL,
    host: value.ANJIE_SERVER_HOST,
    port: value.ANJIE_SERVER_PORT,
    tls: tlsOf(given),
    trustedProxies: value.ANJIE_TRUSTED_PROXIES?.split(',').map((one) => one.trim()) ?? [],
    caFile: value.ANJIE_CA_FILE ?? null,
    masterKey: masterKeys[0]!,
    masterKeys,
    keyFile: resolve(value.ANJIE_KEY_FILE),
    filesFolder: value.ANJIE_FILES,
    portalFolder: value.ANJIE_PORTAL ?? null,
    publicUrl: value.ANJIE_PORTAL_URL ?? null,
    mail: mailOf(value),
    scanner: { url: value.CLAMAV_URL ?? null, unreachable: value.ANJIE_SCAN_UNREACHABLE },
    log: value.ANJIE_LOG,
    connections: value.ANJIE_DATABASE_CONNECTIONS,
    testbed: {
      url: value.ANJIE_INTEGRATION_URL?.replace(/\/+$/, '') ?? null,
      tokenFile: value.ANJIE_INTEGRATION_TOKEN_FILE ?? null,
      keyFile: value.ANJIE_INTEGRATION_KEY_FILE ?? null,
    },
    audit: {
      file: value.ANJIE_AUDIT_FILE ?? null,
      archive: value.ANJIE_AUDIT_ARCHIVE ?? null,
      webhook: value.ANJIE_AUDIT_WEBHOOK ?? null,
      syslog: value.ANJIE_AUDIT_SYSLOG === undefined ? null : hostAndPort(value.ANJIE_AUDIT_SYSLOG),
      rows: value.ANJIE_AUDIT_CHECKPOINT_ROWS,
      seconds: value.ANJIE_AUDIT_CHECKPOINT_SECONDS,
    },
  };
}

/** "192.0.2.7" or "192.0.2.0/24". */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function mailOf(value: z.output<typeof settings>): Configuration['mail'] {
  if (value.ANJIE_SMTP_URL === undefined) return null;
  if (value.ANJIE_SMTP_FROM === undefined)
    throw new Error('配置有误 / wrong configuration:\n  ANJIE_SMTP_FROM：设置了邮件服务器，须说明发件人 / a mail server needs a sender');
  return {
    server: {
      url: value.ANJIE_SMTP_URL,
      from: value.ANJIE_SMTP_FROM,
      tls: value.ANJIE_SMTP_TLS,
      caFile: value.ANJIE_SMTP_CA ?? null,
    },
    portal: value.ANJIE_PORTAL_URL ?? null,
    retryMs: value.ANJIE_SMTP_RETRY_SECONDS * 1000,
  };
}

/** Read once now: a certificate that does not fit keeps the server from beginning anything. */
function tlsOf(given: Readonly<Record<string, string>>): CertificateFiles | null {
  const files = certificateFiles(given, { cert: 'ANJIE_SERVER_TLS_CERT', key: 'ANJIE_SERVER_TLS_KEY' });
  if (files !== null) readCertificate(files);
  return files;
}

function hostAndPort(address: string): { host: string; port: number; tls: boolean } {
  const [host, port] = address.replace('tls://', '').split(':') as [string, string];
  return { host, port: Number(port), tls: address.startsWith('tls://') };
}

/** The text of --help. */
export function settingsHelp(): string {
  return Object.entries(settings.shape)
    .map(([name, type]) => `  ${name.padEnd(30)} ${type.description ?? ''}`)
    .join('\n');
}
