import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseIsSafe, refuseOpenWire } from './open-wire.ts';

const certificate = { cert: 'a.pem', key: 'a.key' };
const quiet = {
  host: '127.0.0.1',
  tls: null,
  databaseUrl: 'postgresql://anjie_app:x@localhost/anjie',
  testbed: { url: null, tokenFile: null, keyFile: null },
  audit: { file: null, archive: null, webhook: null, syslog: null, rows: 1000, seconds: 60 },
  mail: null,
  scanner: { url: null, unreachable: 'refuse' as const },
};
const mail = (tls: 'required' | 'none', host = 'mail.example.cn') => ({
  server: { url: `smtp://${host}`, from: 'a@example.cn', tls, caFile: null },
  portal: null,
  retryMs: 1000,
});
type Wire = Parameters<typeof refuseOpenWire>[0];

test('附3.2-7a: a production installation that would send in the clear to another machine does not start, and says by which setting', () => {
  const open: [string, Partial<Wire>][] = [
    ['ANJIE_SERVER_HOST=0.0.0.0', { host: '0.0.0.0' }],
    ['DATABASE_URL', { databaseUrl: 'postgresql://anjie_app:secret@db.example.cn/anjie' }],
    ['DATABASE_URL', { databaseUrl: 'postgresql://anjie_app:secret@db.example.cn/anjie?sslmode=no-verify' }],
    ['ANJIE_INTEGRATION_URL', { testbed: { ...quiet.testbed, url: 'http://bed.example.cn' } }],
    ['ANJIE_AUDIT_WEBHOOK', { audit: { ...quiet.audit, webhook: 'http://10.0.0.9/audit' } }],
    ['ANJIE_AUDIT_SYSLOG', { audit: { ...quiet.audit, syslog: { host: '10.0.0.9', port: 514, tls: false } } }],
    ['CLAMAV_URL', { scanner: { url: 'tcp://scanner:3310', unreachable: 'refuse' } }],
    ['ANJIE_SMTP_TLS=none', { mail: mail('none') }],
  ];
  for (const [setting, change] of open)
    assert.throws(
      () => refuseOpenWire({ ...quiet, ...change }),
      (error: Error) => error.message.includes(`${setting}：`) && !error.message.includes('secret'),
      setting,
    );
});

test('附3.2-7a: on loopback, or over TLS, nothing is held against it', () => {
  for (const change of [
    {},
    { host: '0.0.0.0', tls: certificate },
    { databaseUrl: 'postgresql://anjie_app:x@db.example.cn/anjie?sslmode=verify-full' },
    { testbed: { ...quiet.testbed, url: 'https://bed.example.cn' } },
    { audit: { ...quiet.audit, syslog: { host: 'log.example.cn', port: 6514, tls: true }, webhook: 'http://127.0.0.1:9000' } },
    { scanner: { url: 'tcp://127.0.0.1:3310', unreachable: 'refuse' } },
    { scanner: { url: 'unix:/run/clamd.sock', unreachable: 'refuse' } },
    { mail: mail('required') },
    { mail: mail('none', '127.0.0.1') },
  ] satisfies Partial<Wire>[])
    assert.doesNotThrow(() => refuseOpenWire({ ...quiet, ...change }));
});

test('a database on a socket is on this machine', () => {
  assert.equal(databaseIsSafe('postgresql://anjie_app:x@/anjie?host=/var/run/postgresql'), true);
});
