import { randomBytes } from 'node:crypto';
import { GuomiError } from './guomi-error.ts';
import type { CryptoProvider, Sm2Signer } from './provider.ts';
import { keyIdOf, openRecord, SealingKey, sealRecord } from './sealed-record.ts';
import { sm2Decrypt } from './sm2-encrypt.ts';
import type { Sm2PrivateKey } from './sm2-key.ts';
import { sm2Sign } from './sm2-sign.ts';

/** The keys of a software provider; the last master key is the current one. */
export interface SoftwareKeys {
  readonly masterKeys: readonly { readonly id: string; readonly secret: Buffer }[];
  readonly keyPairs: readonly { readonly id: string; readonly key: Sm2PrivateKey }[];
}

/** A signer over a private key in memory. */
export function signerOf(keyId: string, key: Sm2PrivateKey): Sm2Signer {
  return { keyId, publicKey: key.publicKey, sign: async (message, signerId) => sm2Sign(message, key, signerId) };
}

/** Keys in this process's memory. @throws GuomiError 'key-invalid' without a master key */
export function softwareProvider({ masterKeys, keyPairs }: SoftwareKeys): CryptoProvider {
  const masters = new Map(masterKeys.map(({ id, secret }) => [id, new SealingKey(id, secret)]));
  const pairs = new Map(keyPairs.map(({ id, key }) => [id, key]));
  const current = masterKeys.at(-1)?.id;
  if (current === undefined)
    throw new GuomiError('key-invalid', '没有主密钥，请先生成密钥文件', 'there is no master key; create a key file first');
  const held = <T>(keys: ReadonlyMap<string, T>, id: string): T => {
    const key = keys.get(id);
    if (key !== undefined) return key;
    const ids = [...keys.keys()].join(', ') || '—';
    throw new GuomiError(
      'key-unknown',
      `没有密钥 ${id}（有：${ids}），请恢复含有它的密钥文件`,
      `key ${id} is not held (held: ${ids}); restore the key file that has it`,
    );
  };
  return {
    name: 'software',
    signer: async (keyId) => signerOf(keyId, held(pairs, keyId)),
    decrypt: async (keyId, ciphertext) => sm2Decrypt(ciphertext, held(pairs, keyId)),
    currentMasterKey: async () => current,
    wrap: async (secret, context) => ({ masterKeyId: current, bytes: sealRecord(secret, held(masters, current), context) }),
    unwrap: async ({ bytes }, context) => openRecord(bytes, held(masters, keyIdOf(bytes)), context),
    random: async (length) => randomBytes(length),
  };
}
