import { isLoopbackHost } from '@anjie/transport';
import pg from 'pg';
import type { Configuration } from './configuration.ts';

/**
 * What a production installation must not send in the clear to another machine (NX-附3.2-6a, -7a): what people and gateways send to it, its
 * database, its test bed, the second place of the audit, its mails. A demonstration may; it stays on loopback by default.
 *
 * @throws Error in both languages with every setting that is at fault
 */
export function refuseOpenWire(
  configuration: Pick<Configuration, 'host' | 'tls' | 'databaseUrl' | 'testbed' | 'audit' | 'mail' | 'scanner'>,
): void {
  const { host, tls, databaseUrl, testbed, audit, mail, scanner } = configuration;
  const faults: string[] = [];
  const fault = (setting: string, zh: string, en: string) => faults.push(`${setting}：${zh} / ${en}`);
  const plain = (url: string | null, scheme: string) => url?.startsWith(scheme) === true && !isLoopbackHost(new URL(url).hostname);
  if (tls === null && !isLoopbackHost(host))
    fault(
      `ANJIE_SERVER_HOST=${host}`,
      '在回环地址以外监听须设置 ANJIE_SERVER_TLS_CERT 和 ANJIE_SERVER_TLS_KEY',
      'listening beyond loopback needs ANJIE_SERVER_TLS_CERT and ANJIE_SERVER_TLS_KEY',
    );
  if (!databaseIsSafe(databaseUrl))
    fault(
      'DATABASE_URL',
      '数据库在另一台机器，须加 sslmode=verify-full（及 sslrootcert，如用自己的证书机构）',
      'the database is on another machine: add sslmode=verify-full (and sslrootcert for an authority of your own)',
    );
  const wanted = ['须用 https://', 'use https://'] as const;
  if (plain(testbed.url, 'http:')) fault('ANJIE_INTEGRATION_URL', ...wanted);
  if (plain(audit.webhook, 'http:')) fault('ANJIE_AUDIT_WEBHOOK', ...wanted);
  if (audit.syslog !== null && !audit.syslog.tls && !isLoopbackHost(audit.syslog.host))
    fault('ANJIE_AUDIT_SYSLOG', '须用 tls://', 'use tls://');
  if (mail?.server.tls === 'none' && plain(mail.server.url, 'smtp:'))
    fault('ANJIE_SMTP_TLS=none', '邮件须加密传输', 'mails must travel encrypted');
  if (plain(scanner.url, 'tcp:'))
    fault(
      'CLAMAV_URL',
      'clamd 不支持 TLS：请用本机的套接字，或本机上的加密隧道',
      'clamd speaks no TLS: use a socket of this machine, or a tunnel on it',
    );
  if (faults.length > 0)
    throw new Error(
      `生产安装不得以明文与其他机器通信 / a production installation sends nothing in the clear to another machine:\n  ${faults.join('\n  ')}`,
    );
}

/** On this machine, or verified: as the driver reads the URL, `no-verify` and an absent mode are neither. */
export function databaseIsSafe(url: string): boolean {
  const client = new pg.Client({ connectionString: url });
  const { host } = client;
  if (host === '' || host.startsWith('/') || isLoopbackHost(host)) return true;
  const ssl: unknown = client.ssl;
  return ssl === true || (typeof ssl === 'object' && ssl !== null && !('rejectUnauthorized' in ssl && ssl.rejectUnauthorized === false));
}
