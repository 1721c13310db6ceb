import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { opensslMissing, startOpenssl } from '../tests/openssl.ts';
import { keyIdOf, openRecord, SealingKey, sealRecord } from './sealed-record.ts';

const secret = randomBytes(32);
const key = new SealingKey('persons-1', secret);
const tool = startOpenssl();
after(() => rmSync(tool.folder, { recursive: true, force: true }));

test('a record opens under its key and context, and never shows its plaintext or twice the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, context) => {
      const record = sealRecord(plain, key, context);
      assert.deepEqual(openRecord(record, key, context), Buffer.from(plain));
      assert.equal(keyIdOf(record), 'persons-1');
      assert.notDeepEqual(sealRecord(plain, key, context), record);
      if (plain.length > 7) assert.equal(record.includes(Buffer.from(plain)), false);
    }),
  );
});

test('any one byte changed, any cut, and any other context is refused by name', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, place, by) => {
      const record = sealRecord(plain, key, 'officer.phone/1');
      const at = place % record.length;
      assert.throws(() => openRecord(record, key, 'officer.phone/2'), { code: 'record-altered' });
      assert.throws(() => openRecord(record.subarray(0, at), key, 'officer.phone/1'), { name: 'GuomiError' });
      record[at]! ^= by;
      assert.throws(() => openRecord(record, key, 'officer.phone/1'), { name: 'GuomiError' });
    }),
    { numRuns: 500 },
  );
});

test('another key id is named on both sides; the same id with another secret is told apart', () => {
  const record = sealRecord(Buffer.from('13900000000'), key, 'c');
  assert.throws(() => openRecord(record, new SealingKey('persons-2', secret), 'c'), {
    code: 'key-unknown',
    message: /persons-1.*persons-2.*persons-1.*persons-2/,
  });
  assert.throws(() => openRecord(record, new SealingKey('persons-1', randomBytes(32)), 'c'), { code: 'record-altered' });
});

test('keys of another length and ids that could not be read back are refused', () => {
  assert.throws(() => new SealingKey('k', Buffer.alloc(16)), { code: 'key-invalid' });
  for (const id of ['', '密钥', 'a b', 'x'.repeat(65)]) assert.throws(() => new SealingKey(id, secret), { code: 'key-invalid' });
});

test('a forgotten key refuses every use: it must not seal under zeros', () => {
  const gone = new SealingKey('k', secret);
  const record = sealRecord(Buffer.from('x'), gone, 'c');
  gone.forget();
  assert.throws(() => sealRecord(Buffer.from('x'), gone, 'c'), { code: 'key-unknown' });
  assert.throws(() => openRecord(record, gone, 'c'), { code: 'key-unknown' });
  assert.throws(() => gone.digest('x'), { code: 'key-unknown' });
});

test('a key prints and serialises nothing but its id', () => {
  assert.equal(JSON.stringify(key), '{"id":"persons-1"}');
  assert.equal(inspect(key, { showHidden: true, depth: null }).includes('Buffer'), false);
});

test('the record is what its description says: OpenSSL opens it with HKDF, HMAC and SM4-CTR alone', { skip: opensslMissing }, () => {
  const record = sealRecord(Buffer.from('王小明'), key, 'officer.name/7');
  const derive = (use: string, length: number): string => {
    const info = Buffer.from(`anjie sealing key 1: ${use}`).toString('hex');
    const command = `kdf -keylen ${length} -kdfopt digest:SM3 -kdfopt hexkey:${secret.toString('hex')} -kdfopt hexinfo:${info} -binary HKDF`;
    return tool.run(command)!.toString('hex');
  };
  const body = record.subarray(0, -32);
  const context = Buffer.from('officer.name/7');
  const covered = Buffer.concat([Buffer.from([0, 0, 0, context.length]), context, body]);
  const code = tool.run(`mac -digest SM3 -macopt hexkey:${derive('code', 32)} -binary HMAC`, covered);
  assert.deepEqual(code, record.subarray(-32));
  const iv = 2 + 'persons-1'.length;
  const decrypt = `enc -d -sm4-ctr -K ${derive('encryption', 16)} -iv ${body.subarray(iv, iv + 16).toString('hex')}`;
  assert.equal(tool.run(decrypt, body.subarray(iv + 16))!.toString(), '王小明');
});
