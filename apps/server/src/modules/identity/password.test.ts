import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressKey } from '../../ground/address-key.ts';
import { commonFault } from './common-passwords.ts';
import { lockMs } from './login-limits.ts';
import { hashPassword, NO_PASSWORD, passwordFault, passwordMatches, SILENT_TEXT } from './password.ts';

const NX = { minLength: 8, classes: ['upper', 'lower', 'digit', 'symbol'] };

test('NX-13: a password has eight characters of four kinds', () => {
  for (const [password, lacks] of [
    ['Qu#7xz', '≥ 8'],
    ['quiet#river-52', 'upper'],
    ['QUIET#RIVER-52', 'lower'],
    ['Quiet#River-xy', 'digit'],
    ['Quiet0River52k', 'symbol'],
  ] as const)
    assert.deepEqual(passwordFault(password, NX), { code: 'password-weak', rule: lacks });
  assert.equal(passwordFault('Quiet#River-52k', NX), null);
});

test('where the text is silent, length alone is asked for: NX-13 is no default for others', () => {
  assert.equal(passwordFault('quietriverbank', SILENT_TEXT), null);
  assert.equal(passwordFault('quietriver', SILENT_TEXT)?.rule, '≥ 12');
});

test('NX-附3.2-1a: what is tried first is refused, however it is dressed up', () => {
  for (const password of [
    'Password1!',
    'P@ssw0rd2026',
    'Admin@123',
    'Admin888!!',
    'Qwerty123!@#',
    '1qaz@WSX',
    'Woaini1314!',
    'Woaini@520',
    'Aa123456!',
    'Abc@123456',
    'Zhangwei@1990',
    'Yibao@2026',
    'Ningxia#123',
    'Yinchuan@888',
    'Huawei@123',
    'Test!2345678',
    'A1!11111111',
    'Wang@19900101',
    '!Qaz2wsx!',
  ])
    assert.notEqual(commonFault(password), null, password);
  for (const password of ['Quiet#River-52k', 'Demo#2026-anjie', 'kX9$mmQ2vv', 'Tall-Tree+Over7Hill', 'green.Kettle.44.sings'])
    assert.equal(commonFault(password), null, password);
});

test('NX-附3.2-1a: a password is not made of the own login or name', () => {
  assert.equal(commonFault('Matrix@2026', ['matrix.inside']), 'own-name');
  assert.equal(commonFault('Quiet#River-52k', ['matrix.inside', '王某']), null);
});

test('argon2id: a password matches its own hash alone, and nothing matches where there is no password', async () => {
  const stored = await hashPassword('Quiet#River-52k');
  assert.match(stored, /^argon2id\$19456\$2\$/);
  assert.deepEqual([await passwordMatches('Quiet#River-52k', stored), await passwordMatches('Quiet#River-52l', stored)], [true, false]);
  assert.equal(await passwordMatches('none', NO_PASSWORD), false);
});

test('NX-附3.2-1b: each failure beyond the number doubles the lock, up to the ceiling', () => {
  const settings = { lockAfter: 5, lockSeconds: 60, lockCeilingSeconds: 3600 };
  assert.deepEqual(
    [4, 5, 6, 7, 12, 1000].map((failures) => lockMs(failures, settings)),
    [null, 60_000, 120_000, 240_000, 3_600_000, 3_600_000],
  );
});

test('an IPv6 network of a house is one address, IPv4 on a socket for both is IPv4', () => {
  assert.equal(addressKey('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(addressKey('2001:db8:1:2:aaaa:bbbb:cccc:dddd'), addressKey('2001:0db8:1:2::1'));
  assert.notEqual(addressKey('2001:db8:1:2::1'), addressKey('2001:db8:1:3::1'));
  assert.equal(addressKey('::1'), '0:0:0:0::/64');
});
