import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { trustAuthorities } from '@anjie/transport';
import { type OwnInstallation, ownInstallation } from './installation.ts';

let own: OwnInstallation;
before(async () => {
  own = await ownInstallation();
});
after(() => own.remove());

const SETUP = {
  divisions: [
    { code: '100000', name: '全国', level: 'nation', parent: null },
    { code: '640000', name: '宁夏回族自治区', level: 'province', parent: '100000' },
  ],
  bureaus: [
    { code: 'nx', gb: '640000', name: '宁夏回族自治区医疗保障局', level: 'province', parent: null, prov: '640000', city: null, div: null },
  ],
  bureau: 'nx',
  officers: {
    'system-administrator': { name: '甲某某', identityNumber: '640101199001010011' },
    'security-officer': { name: '乙某某', identityNumber: '640101199001010022' },
    auditor: { name: '丙某某', identityNumber: '640101199001010033' },
  },
};

interface Invitation {
  login: string;
  role: string;
  code: string;
}

const file = (name: string, content: unknown) => {
  const path = join(own.folder, name);
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  return path;
};

async function post(path: string, body: unknown, token?: string) {
  const response = await fetch(`https://127.0.0.1:${own.portBase}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('GJ-3.5: a production installation begins with three officers and one-time codes, and with no account that anybody else knows', async () => {
  const same = { ...SETUP.officers, auditor: SETUP.officers['security-officer'] };
  const twice = await own.anjie('init', file('same.json', { ...SETUP, officers: same }));
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /三个不同的人.*three people/s);

  const first = await own.anjie('init', file('setup.json', SETUP), '--json');
  assert.equal(first.code, 0, first.stderr);
  const before = JSON.parse(first.stdout) as Invitation[];
  assert.deepEqual(
    before.map(({ login }) => login),
    ['nx.system-administrator', 'nx.security-officer', 'nx.auditor'],
  );
  const again = await own.anjie('init', file('setup.json', SETUP));
  assert.equal(again.code, 1, 'an installation that has accounts is not begun again');
  assert.match(again.stderr, /已有账号.*has accounts already/s);
  const renewed = await own.anjie('init', '--renew', '--json');
  assert.equal(renewed.code, 0, renewed.stderr);
  const invitations = JSON.parse(renewed.stdout) as Invitation[];

  const { process: up, ended } = await own.up('--production');
  try {
    trustAuthorities(join(own.folder, 'data', 'tls', 'authority.pem'));
    const page = await fetch(`https://127.0.0.1:${own.portBase}/`);
    assert.equal(page.headers.get('strict-transport-security'), 'max-age=31536000', 'TLS from the first start');
    const plain = await fetch(`http://127.0.0.1:${own.portBase}/api/health`);
    assert.deepEqual([plain.status, plain.headers.get('strict-transport-security')], [426, null]);
    const issued = await own.anjie('certificate', 'issue', 'gateway-1', 'gw1.example.cn', '10.0.0.5', '--json');
    assert.deepEqual((JSON.parse(issued.stdout) as { names: string[] }).names, ['gw1.example.cn', '10.0.0.5']);
    const demonstration = await post('/sessions', { login: 'nx.security-officer', password: 'Demo#2026-anjie' });
    assert.equal(demonstration.status, 401, 'no known password');
    const redeem = (code: string) => post('/sessions/code', { login: 'nx.security-officer', code, password: 'Quiet#River-52k' });
    const code = (list: readonly Invitation[]) => list.find(({ role }) => role === 'security-officer')!.code;
    assert.equal((await redeem(code(before))).status, 401, 'a code that was renewed is void');
    const entered = await redeem(code(invitations));
    assert.deepEqual([entered.status, entered.body.must, entered.body.relaxed], [201, 'enrol-factor', false]);
    assert.equal((await redeem(code(invitations))).status, 401, 'a code holds once');
    const limited = await post('/identity-settings/idleMinutes', { value: 10 }, String(entered.body.token));
    assert.equal(limited.body.code, 'session-limited', 'nothing before the second factor');
    const made = await post('/me/factors/totp', { label: '手机' }, String(entered.body.token));
    assert.equal(made.status, 201);
    const doctor = await own.anjie('doctor');
    assert.equal(doctor.code, 0, doctor.stdout);
    assert.match(doctor.stdout, /✓ TLS 证书 certificate/);
    assert.match(doctor.stdout, /本机没有网关.*no gateway on this machine/s, 'gateways run on hosts of their own');
  } finally {
    up.kill('SIGTERM');
    await ended;
  }
  const rest = await own.anjie('init', '--renew', '--json');
  assert.deepEqual(
    (JSON.parse(rest.stdout) as Invitation[]).map(({ login }) => login),
    ['nx.auditor', 'nx.system-administrator'],
    'who has come is not invited again',
  );
});
