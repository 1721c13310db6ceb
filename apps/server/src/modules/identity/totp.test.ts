import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { base32, fromBase32, hotp, newSeed, totpStep, totpUri } from './totp.ts';

const SHA1 = Buffer.from('12345678901234567890');

test('RFC 4226 appendix D: the first ten values', () => {
  const values = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
  for (const [counter, value] of values.entries()) assert.equal(hotp(SHA1, counter), value);
});

test('RFC 6238 appendix B: the vectors for SHA-1, eight digits', () => {
  for (const [seconds, value] of [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const)
    assert.equal(hotp(SHA1, Math.floor(seconds / 30), 8), value);
});

test('RFC 4648 §10: base32, and back', () => {
  assert.equal(base32(Buffer.from('foobar')), 'MZXW6YTBOI');
  assert.equal(fromBase32('MZXW6YTBOI======').toString(), 'foobar');
  const seed = newSeed();
  assert.equal(base32(fromBase32(seed)), seed);
  assert.equal(fromBase32(seed).length, 20);
});

test('a code computed by Python alone from the seed that is shown is taken', () => {
  const seed = newSeed();
  const at = 1_800_000_015_000;
  const program = `
import base64, hashlib, hmac, struct, sys
mac = hmac.new(base64.b32decode(sys.argv[1]), struct.pack(">Q", int(sys.argv[2]) // 30), hashlib.sha1).digest()
o = mac[-1] & 15
print("%06d" % ((struct.unpack(">I", mac[o:o + 4])[0] & 0x7fffffff) % 1000000))`;
  const code = execFileSync('python3', ['-c', program, seed, String(at / 1000)], { encoding: 'utf8' }).trim();
  assert.equal(totpStep(seed, code, at, 0), Math.floor(at / 30_000));
});

const OATHTOOL = spawnSync('oathtool', ['--version']).status === 0 ? undefined : 'oathtool is not installed (Debian package oathtool)';

test('RFC 6238: what oathtool computes of a seed at a time is the code taken then, and no other step’s', { skip: OATHTOOL }, () => {
  for (let round = 0; round < 20; round++) {
    const seed = newSeed();
    const at = 1_700_000_000_000 + round * 86_413_000;
    const say = (time: number, ...more: string[]) =>
      execFileSync('oathtool', ['--totp', '--base32', `--now=@${Math.floor(time / 1000)}`, ...more, seed], { encoding: 'utf8' }).trim();
    const step = Math.floor(at / 30_000);
    assert.equal(totpStep(seed, say(at), at, 0), step);
    assert.equal(totpStep(seed, say(at - 30_000), at, 0), step - 1);
    assert.equal(totpStep(seed, say(at + 30_000), at, 0), step + 1);
    assert.equal(totpStep(seed, say(at), at, step), null, 'taken already');
    assert.equal(hotp(fromBase32(seed), step, 8), say(at, '--digits=8'));
  }
});

test('NX-附3.2-1d: a code holds once, and one step either way', () => {
  const seed = base32(SHA1);
  const now = 100_000;
  const at = now * 30_000 + 1;
  const code = (step: number) => hotp(SHA1, step);
  assert.deepEqual(
    [-2, -1, 0, 1, 2].map((away) => totpStep(seed, code(now + away), at, 0)),
    [null, now - 1, now, now + 1, null],
  );
  assert.equal(totpStep(seed, code(now), at, now), null, 'taken already');
  assert.equal(totpStep(seed, code(now - 1), at, now), null, 'older than the last one taken');
  assert.match(totpUri(seed, 'nx.auditor'), /^otpauth:\/\/totp\/[^?]+\?secret=[A-Z2-7]+&/);
});
