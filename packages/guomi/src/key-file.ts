import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { GuomiError } from './guomi-error.ts';
import { SECRET_BYTES } from './sealed-record.ts';
import { generateSm2Key } from './sm2-key.ts';
import { importPrivateKey, privateKeyPem } from './sm2-key-file.ts';
import type { SoftwareKeys } from './software-provider.ts';

const FORMAT = 'anjie-keys/1';

/** What the file holds, as JSON: secrets in base64, key pairs as PKCS#8 PEM. */
interface KeyFile {
  readonly format: typeof FORMAT;
  readonly masterKeys: readonly { readonly id: string; readonly secret: string }[];
  readonly keyPairs: readonly { readonly id: string; readonly pem: string }[];
}

/** Creates a key file (0600) with one master key and the named SM2 key pairs. @throws GuomiError 'key-file-unsafe' when it exists already */
export function createKeyFile(path: string, keyPairs: readonly string[] = []): void {
  const fresh = { masterKeys: [newMasterKey()], keyPairs: keyPairs.map(newKeyPair) };
  write(path, { format: FORMAT, ...fresh }, 'new');
}

/**
 * The keys of a file.
 *
 * @throws GuomiError 'key-file-unsafe' when others than its owner may read or write it (NX-附3.2 §6); 'key-invalid' when it is no key file
 */
export function readKeyFile(path: string): SoftwareKeys {
  const { masterKeys, keyPairs } = read(path);
  return {
    masterKeys: masterKeys.map(({ id, secret }) => ({ id, secret: Buffer.from(secret, 'base64') })),
    keyPairs: keyPairs.map(({ id, pem }) => ({ id, key: importPrivateKey(pem) })),
  };
}

/** Adds a master key, which becomes the current one, and gives its id. The former stay until every data key is wrapped anew. */
export function addMasterKey(path: string): string {
  const file = read(path);
  const key = newMasterKey();
  write(path, { ...file, masterKeys: [...file.masterKeys, key] }, 'replace');
  return key.id;
}

/** Adds an SM2 key pair under this id. @throws GuomiError 'key-invalid' when the id is taken */
export function addKeyPair(path: string, id: string): void {
  const file = read(path);
  if (file.keyPairs.some((key) => key.id === id))
    throw new GuomiError('key-invalid', `密钥对 ${id} 已存在，请换一个标识`, `key pair ${id} exists already; take another id`);
  write(path, { ...file, keyPairs: [...file.keyPairs, newKeyPair(id)] }, 'replace');
}

/** Removes a former master key; what is still wrapped under it is lost for good. @throws GuomiError 'key-invalid' for the current one */
export function unsafeRemoveMasterKey(path: string, id: string): void {
  const file = read(path);
  if (file.masterKeys.at(-1)?.id === id)
    throw new GuomiError(
      'key-invalid',
      `${id} 是当前主密钥，请先新增主密钥并重新封装`,
      `${id} is the current master key; add another and wrap anew first`,
    );
  write(path, { ...file, masterKeys: file.masterKeys.filter((key) => key.id !== id) }, 'replace');
}

function read(path: string): KeyFile {
  const status = statSync(path);
  if (!status.isFile() || (status.mode & 0o077) !== 0)
    throw new GuomiError(
      'key-file-unsafe',
      `密钥文件 ${path} 可被他人访问（权限 ${(status.mode & 0o777).toString(8)}），请执行 chmod 600，并视情况更换密钥`,
      `the key file ${path} is open to others (mode ${(status.mode & 0o777).toString(8)}); chmod 600 it, and consider new keys`,
    );
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw notAKeyFile(path);
  }
  if (!isKeyFile(content)) throw notAKeyFile(path);
  return content;
}

function isKeyFile(content: unknown): content is KeyFile {
  const file = content as Partial<Record<keyof KeyFile, unknown>> | null;
  const rows = (list: unknown, field: string): boolean =>
    Array.isArray(list) && list.every((row) => typeof row?.id === 'string' && typeof row[field] === 'string');
  return file?.format === FORMAT && rows(file.masterKeys, 'secret') && rows(file.keyPairs, 'pem');
}

/** Whole or not at all, and durable: a half-written key file would lose everything sealed under it. */
function write(path: string, file: KeyFile, way: 'new' | 'replace'): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    if (way === 'new') linkSync(draft, path);
    else {
      // An administrator who rotates as root must not take the file away from the service's account.
      const { uid, gid } = statSync(path);
      chownSync(draft, uid, gid);
      renameSync(draft, path);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new GuomiError(
      'key-file-unsafe',
      `密钥文件 ${path} 已存在，不覆盖`,
      `the key file ${path} exists already and is not overwritten`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function newMasterKey(): KeyFile['masterKeys'][number] {
  return { id: `master-${randomBytes(8).toString('hex')}`, secret: randomBytes(SECRET_BYTES).toString('base64') };
}

function newKeyPair(id: string): KeyFile['keyPairs'][number] {
  return { id, pem: privateKeyPem(generateSm2Key()) };
}

function notAKeyFile(path: string): GuomiError {
  return new GuomiError(
    'key-invalid',
    `${path} 不是密钥文件（${FORMAT}），或已损坏，请从备份恢复`,
    `${path} is no key file (${FORMAT}), or is damaged; restore it from a copy`,
  );
}
