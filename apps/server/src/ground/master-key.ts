import { existsSync, readFileSync, statSync } from 'node:fs';
import { type CryptoProvider, sm3Hex, softwareProvider } from '@anjie/guomi';

/**
 * The keys of the key file: one a line, 64 hexadecimal digits. The first is the installation's own (what is derived from it stays); the
 * last wraps the data keys, so that a line added at the end is a new master key (NX-附3.2 §7).
 *
 * @throws Error in words when the file is missing, open to others than its owner, or holds something else
 */
export function readMasterKeys(file: string): Buffer[] {
  if (!existsSync(file)) throw new Error(`找不到主密钥文件 / the master key file is missing: ${file}`);
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`主密钥文件的权限必须是 0600 / the master key file must be readable by its owner only (chmod 600): ${file}`);
  const lines = readFileSync(file, 'utf8').trim().split(/\s+/);
  for (const [at, line] of lines.entries())
    if (!/^[0-9a-f]{64}$/i.test(line))
      throw new Error(
        `主密钥须为 64 个十六进制字符 / a master key is 64 hexadecimal characters; line ${at + 1} has ${line.length}: ${file}`,
      );
  return lines.map((line) => Buffer.from(line, 'hex'));
}

/** Master keys in this process's memory; a hardware module takes the place of this provider. Their ids follow from them and tell nothing. */
export function masterKeyProvider(masterKeys: readonly Buffer[]): CryptoProvider {
  return softwareProvider({ masterKeys: masterKeys.map((secret) => ({ id: masterKeyId(secret), secret })), keyPairs: [] });
}

export const masterKeyId = (key: Buffer): string =>
  `master-${sm3Hex(Buffer.concat([Buffer.from('anjie master key id 1'), key])).slice(0, 16)}`;
