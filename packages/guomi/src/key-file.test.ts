import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { addKeyPair, addMasterKey, createKeyFile, readKeyFile, unsafeRemoveMasterKey } from './key-file.ts';
import { sm2Encrypt } from './sm2-encrypt.ts';
import { sm2Verify } from './sm2-sign.ts';
import { softwareProvider } from './software-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'anjie-keys-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const freshPath = (): string => join(folder, `${count++}.keys`);

test('NX-附3.2 §6: a key file is created for its owner alone, and never over another', () => {
  const path = freshPath();
  createKeyFile(path, ['audit']);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const before = readFileSync(path);
  assert.throws(() => createKeyFile(path), { code: 'key-file-unsafe' });
  assert.deepEqual(readFileSync(path), before);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith(`${count - 1}.keys.`)),
    [],
  );
});

test('NX-附3.2 §6: a key file that others may read or write is refused, with its mode and how to mend', () => {
  const path = freshPath();
  createKeyFile(path);
  for (const mode of [0o640, 0o604, 0o620]) {
    chmodSync(path, mode);
    assert.throws(() => readKeyFile(path), { code: 'key-file-unsafe', message: new RegExp(`${mode.toString(8)}.*chmod 600`) });
  }
});

test('a damaged or foreign file is refused by name, and its content is not shown', () => {
  const path = freshPath();
  createKeyFile(path);
  const whole = readFileSync(path, 'utf8');
  for (const content of [
    '',
    whole.slice(0, -20),
    '{}',
    '[]',
    'null',
    whole.replace('anjie-keys/1', 'other/1'),
    whole.replace('"secret"', '"s"'),
  ]) {
    writeFileSync(path, content);
    assert.throws(
      () => readKeyFile(path),
      (error: Error & { code: string }) => {
        return error.code === 'key-invalid' && error.message.includes(path) && !error.message.includes('secret');
      },
    );
  }
});

test('a new master key becomes the current one; the current one cannot be removed, a former one can', async () => {
  const path = freshPath();
  createKeyFile(path);
  const [former] = readKeyFile(path).masterKeys;
  const wrapped = await softwareProvider(readKeyFile(path)).wrap(Buffer.from('data key'), 'c');
  const id = addMasterKey(path);
  const provider = softwareProvider(readKeyFile(path));
  assert.equal(await provider.currentMasterKey(), id);
  assert.equal((await provider.unwrap(wrapped, 'c')).toString(), 'data key');
  assert.throws(() => unsafeRemoveMasterKey(path, id), { code: 'key-invalid' });
  unsafeRemoveMasterKey(path, former!.id);
  await assert.rejects(softwareProvider(readKeyFile(path)).unwrap(wrapped, 'c'), { code: 'key-unknown', message: new RegExp(former!.id) });
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('key pairs sign and decrypt through the provider by id; an unknown id is named beside the known', async () => {
  const path = freshPath();
  createKeyFile(path, ['audit']);
  addKeyPair(path, 'seals');
  assert.throws(() => addKeyPair(path, 'seals'), { code: 'key-invalid' });
  const provider = softwareProvider(readKeyFile(path));
  const signer = await provider.signer('audit');
  assert.equal(sm2Verify('checkpoint', await signer.sign('checkpoint', 'auditor'), signer.publicKey, 'auditor'), true);
  const sealed = sm2Encrypt(Buffer.from('to the seals'), (await provider.signer('seals')).publicKey);
  assert.equal((await provider.decrypt('seals', sealed)).toString(), 'to the seals');
  await assert.rejects(provider.decrypt('audit', sealed), { code: 'ciphertext-altered' });
  await assert.rejects(provider.signer('other'), { code: 'key-unknown', message: /other.*audit, seals/ });
  assert.throws(() => softwareProvider({ masterKeys: [], keyPairs: [] }), { code: 'key-invalid' });
});
