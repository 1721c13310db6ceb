import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { createRequestLimits, type Limited } from '../../ground/request-limits.ts';
import { SETTINGS } from '../identity/index.ts';
import { ALERT_KINDS } from './alert-kinds.ts';
import { lateness } from './audit-watch.ts';
import { createClockWatch } from './clock-watch.ts';
import { createLimitedGroups } from './limited-groups.ts';
import { hindrance } from './settle-alert.ts';
import { type Refused, type Sign, signsOf } from './signs.ts';
import { createWatch } from './watch.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const watchOf = (threshold: number, distinct: boolean) => createWatch({ rule: () => ({ threshold, distinct }), windowMinutes: () => 10 });
const sign = (subject: string, tried: string | null = null): Sign => ({
  kind: 'forged-tokens',
  subject: { kind: 'address', name: subject },
  account: null,
  prov: null,
  tried,
  fault: 'never-issued',
});
const refused = (more: Partial<Refused>): Refused => ({
  actor: null,
  code: 'not-found',
  event: 'GET /api/v1/institutions/:code',
  address: '192.0.2.7',
  target: '/api/v1/institutions/A',
  signal: null,
  ...more,
});
const ACTOR = { id: 'a1', prov: '640000', level: 'province' } as unknown as NonNullable<Refused['actor']>;

test('NX-附3.2-4f: fewer than the threshold are none, the threshold is one sighting, what follows adds to it', () => {
  const watch = watchOf(3, false);
  for (let i = 0; i < 2; i++) watch.see(sign('a'), at(i));
  assert.deepEqual(watch.take(), []);
  watch.see(sign('a'), at(2));
  watch.see(sign('a'), at(3));
  const [seen, ...others] = watch.take();
  assert.deepEqual(others, []);
  assert.equal(seen!.count, 4);
  assert.deepEqual([seen!.firstSeen, seen!.lastSeen], [at(0), at(3)]);
  assert.deepEqual(seen!.detail, { reached: 4, faults: { 'never-issued': 4 } });
  watch.see(sign('a'), at(4));
  assert.equal(watch.take()[0]!.count, 1, 'each sign is handed over once');
});

test('the same value over and over is one: an old tab that asks on is no attack', () => {
  const watch = watchOf(3, true);
  for (let i = 0; i < 1000; i++) watch.see(sign('a', 'one token'), at(0));
  assert.deepEqual(watch.take(), []);
  for (const token of ['two', 'three']) watch.see(sign('a', token), at(1));
  assert.equal(watch.take()[0]!.detail.reached, 3);
});

test('what lies further back than the window does not count', () => {
  const watch = watchOf(3, false);
  for (const second of [0, 1, 601, 602]) watch.see(sign('a'), at(second));
  assert.deepEqual(watch.take(), []);
  watch.see(sign('a'), at(603));
  assert.equal(watch.take()[0]!.count, 3);
});

test('signs without number from addresses without number: memory is bounded, and what is handed over too', () => {
  const watch = watchOf(2, true);
  for (let i = 0; i < 40_000; i++) for (const tried of ['a', 'b']) watch.see(sign(`address ${i}`, `${tried}${i % 1000}`), at(0));
  assert.ok(watch.held.subjects <= 20_000 && watch.held.values <= 200_000);
  const seen = watch.take();
  assert.equal(seen.length, 501);
  assert.equal(
    seen.reduce((sum, one) => sum + one.count, 0),
    80_000,
    'none is lost: beyond the bound they are others’',
  );
  assert.equal(seen.at(-1)!.subject.kind, 'others');
});

test('a failed login is a sign of its address, of the installation, and of the account where there is one', () => {
  const known = { kind: 'account', name: 'nx.leader', prov: '640000' } as const;
  const kinds = (signal: Refused['signal']) =>
    signsOf(refused({ code: 'login-failed', signal })).map((one) => `${one.kind} ${one.subject.kind}`);
  assert.deepEqual(kinds({ kind: 'login', subject: null, fault: 'unknown-login', tried: 'Pass#word1' }), [
    'credential-stuffing address',
    'login-failures installation',
  ]);
  assert.deepEqual(kinds({ kind: 'login', subject: known, account: 'a1', fault: 'wrong', tried: 'nx.leader' }), [
    'credential-stuffing address',
    'login-failures installation',
    'account-from-many-addresses account',
  ]);
  assert.equal(signsOf(refused({ code: 'factor-wrong', actor: ACTOR })).length, 3, 'a wrong second factor is one too');
});

test('a known caller’s refusals are its account’s, different targets counted; a stranger’s are its address’s; mistakes in forms are none', () => {
  const [probe] = signsOf(refused({ actor: ACTOR }));
  assert.deepEqual([probe!.kind, probe!.subject.name, probe!.prov], ['scope-probing', 'a1', '640000']);
  assert.notEqual(probe!.tried, signsOf(refused({ actor: ACTOR, target: '/api/v1/institutions/B' }))[0]!.tried);
  assert.equal(signsOf(refused({ code: 'method-not-allowed' }))[0]!.subject.name, '192.0.2.7');
  for (const code of ['input-invalid', 'version-stale', 'four-eyes', 'not-logged-in'])
    assert.deepEqual(signsOf(refused({ actor: ACTOR, code })), [], code);
});

test('signatures: one that does not hold, one sent again, one in a gateway’s name', () => {
  const kindOf = (signal: NonNullable<Refused['signal']>) => signsOf(refused({ signal })).map((one) => [one.kind, one.subject.kind]);
  const key = { kind: 'key', name: 'k1', prov: null } as const;
  assert.deepEqual(kindOf({ kind: 'signature', subject: key, fault: 'wrong' }), [['forged-signatures', 'key']]);
  assert.deepEqual(kindOf({ kind: 'signature', subject: key, fault: 'replayed' }), [['replayed-requests', 'key']]);
  assert.deepEqual(kindOf({ kind: 'signature', subject: null, fault: 'unknown-key' }), [['forged-signatures', 'address']]);
  assert.deepEqual(kindOf({ kind: 'gateway', subject: null, fault: 'unknown-gateway' }), [['forged-gateway', 'address']]);
});

test('NX-附3.2-3c: an audit that waits for its signature or delivery too long is late', () => {
  const now = at(3600).getTime();
  assert.equal(lateness({ unsigned: null, undelivered: null }, now, 15), null);
  assert.equal(lateness({ unsigned: at(3000), undelivered: null }, now, 15), null);
  assert.deepEqual(lateness({ unsigned: at(3000), undelivered: at(0) }, now, 15)!.detail, { unsigned: 10, undelivered: 60 });
});

test('NX-附3.2-3b: a clock that goes back is seen against one that never does; a machine that slept is none', () => {
  let [wall, steady] = [1_000_000, 0];
  const lost = createClockWatch(
    () => wall,
    () => steady,
  );
  const move = (wallMs: number, steadyMs: number) => {
    wall += wallMs;
    steady += steadyMs;
    return lost();
  };
  assert.equal(move(1000, 1000), 0);
  assert.equal(move(3_600_000, 1000), 0);
  assert.equal(move(-60_000, 1000), 61);
  assert.equal(move(1000, 1000), 0);
});

test('nobody handles an alert of oneself, the nation’s officers handle the installation’s, and each step is taken once', () => {
  const open = { prov: '640000', subject_account: 'a1', acknowledged_at: null, closed_at: null };
  const officer = { id: 'a2', level: 'province' };
  assert.equal(hindrance(open, 'acknowledge', officer, true), null);
  for (const act of ['acknowledge', 'close'] as const)
    assert.equal(hindrance(open, act, { ...officer, id: 'a1' }, true), 'alert-of-oneself');
  const general = { ...open, prov: null, subject_account: null };
  assert.equal(hindrance(general, 'close', officer, true), 'alert-of-installation');
  assert.equal(hindrance(general, 'close', officer, false), null, 'where the nation has nobody, a province must');
  assert.equal(hindrance(general, 'close', { ...officer, level: 'nation' }, true), null);
  assert.equal(hindrance({ ...open, acknowledged_at: at(0) }, 'acknowledge', officer, true), 'alert-not-open');
  assert.equal(hindrance({ ...open, acknowledged_at: at(0) }, 'close', officer, true), null);
  assert.equal(hindrance({ ...open, closed_at: at(0) }, 'close', officer, true), 'alert-closed');
});

test('every kind has its name for those who are told, and a threshold that is a setting', () => {
  const { names } = parse(readFileSync(join(import.meta.dirname, '../notifications/told.yaml'), 'utf8')) as {
    names: Record<string, unknown>;
  };
  for (const [kind, { setting, title }] of ALERT_KINDS) {
    assert.deepEqual(names[kind], title, kind);
    if (setting !== undefined) assert.ok(setting in SETTINGS, setting);
  }
});

test('who is known is counted by account, who is not by address; a forger takes nothing from those whom the address belongs to', () => {
  const told: Limited[] = [];
  let now = 0;
  const limits = createRequestLimits({
    numbers: () => ({ account: 10, address: 5, gateway: 5 }),
    limited: (one) => told.push(one),
    nowMs: () => now,
  });
  const arrive = (token?: string, gateway = false) =>
    limits.arrive({ address: '192.0.2.1', authorization: token && `Bearer ${token}`, gateway });
  for (let i = 0; i < 8; i++) limits.recognise(arrive('t1'), 'anna');
  for (let i = 0; i < 8; i++) limits.recognise(arrive('t2'), 'bo');
  for (let i = 0; i < 5; i++) limits.mistake(arrive(`forged ${i}`));
  assert.throws(() => arrive('forged again'), /too-many-requests/);
  assert.throws(() => arrive(), /too-many-requests/);
  for (let i = 0; i < 2; i++) limits.recognise(arrive('t1'), 'anna');
  assert.throws(() => arrive('t1'), /too-many-requests/, 'ten a minute are anna’s');
  limits.recognise(arrive('t2'), 'bo');
  for (let i = 0; i < 500; i++) limits.recogniseGateway(arrive(undefined, true));
  for (let i = 0; i < 5; i++) arrive(undefined, true);
  assert.throws(() => arrive(undefined, true), /too-many-requests/, 'messages that no secret proves');
  assert.deepEqual(
    told.map((one) => `${one.by} ${one.key}`),
    ['address 192.0.2.1', 'address 192.0.2.1', 'account anna', 'address 192.0.2.1'],
  );
  now += 60_000;
  limits.recognise(arrive('t1'), 'anna');
});

test('requests over a limit are audited in groups, of two hundred subjects by themselves and of others together', () => {
  const groups = createLimitedGroups();
  for (let i = 0; i < 100_000; i++) groups.add({ by: 'address', key: `a${i % 1000}` });
  const taken = groups.take();
  assert.equal(taken.length, 201);
  assert.equal(
    taken.reduce((sum, one) => sum + one.count, 0),
    100_000,
  );
  assert.deepEqual(groups.take(), []);
});
