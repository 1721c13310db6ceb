import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { GuomiError } from './guomi-error.ts';
import { sm4Ctr } from './sm4.ts';

/** Bytes of the secret a sealing key is made of. */
export const SECRET_BYTES = 32;
const VERSION = 1;
const IV = 16;
const MAC = 32;
const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** A key with its public id, in memory. It neither prints nor serialises its secret; encryption, code and digest have keys of their own. */
export class SealingKey {
  readonly id: string;
  readonly #encryption: Buffer;
  readonly #code: Buffer;
  readonly #digest: Buffer;
  #forgotten = false;

  /** @throws GuomiError 'key-invalid' for a secret of other than 32 bytes or an id with other than letters, digits, dot, dash, underline */
  constructor(id: string, secret: Uint8Array) {
    if (secret.length !== SECRET_BYTES)
      throw new GuomiError(
        'key-invalid',
        `密钥 ${id} 应为 ${SECRET_BYTES} 字节，实为 ${secret.length}`,
        `key ${id} has ${SECRET_BYTES} bytes, not ${secret.length}`,
      );
    if (!KEY_ID.test(id))
      throw new GuomiError(
        'key-invalid',
        `密钥标识“${id}”只能含字母、数字、点、横线、下划线，最长 64`,
        `the key id "${id}" may hold letters, digits, dot, dash and underline only, 64 at most`,
      );
    this.id = id;
    this.#encryption = derive(secret, 'encryption', 16);
    this.#code = derive(secret, 'code', 32);
    this.#digest = derive(secret, 'digest', 32);
  }

  /** SM4-CTR over the data from this counter; encrypts and decrypts. */
  apply(data: Uint8Array, counter: Uint8Array): Buffer {
    this.#expectKnown();
    return sm4Ctr(data, this.#encryption, counter);
  }

  /** HMAC-SM3 over the parts, each of which must have a length that the others tell. */
  code(...parts: readonly Uint8Array[]): Buffer {
    this.#expectKnown();
    const code = createHmac('sm3', this.#code);
    for (const part of parts) code.update(part);
    return code.digest();
  }

  /** Keyed digest of a value, 64 hexadecimal digits: equal for equal values, and telling nothing without the key. */
  digest(value: string): string {
    this.#expectKnown();
    return createHmac('sm3', this.#digest).update(value, 'utf8').digest('hex');
  }

  /** Overwrites the secret in memory; the key refuses to be used afterwards. */
  forget(): void {
    this.#forgotten = true;
    for (const secret of [this.#encryption, this.#code, this.#digest]) secret.fill(0);
  }

  #expectKnown(): void {
    if (this.#forgotten) throw new GuomiError('key-unknown', `密钥 ${this.id} 已销毁`, `key ${this.id} was destroyed`);
  }
}

/**
 * Encrypts and then authenticates: version (1 byte), length and text of the key id, iv (16), SM4-CTR ciphertext, HMAC-SM3 (32) over all of
 * it and the context. The context names what the record is ("officer.phone/0192…"): elsewhere the record does not open.
 * Sources: GB/T 17964 (CTR), RFC 2104, RFC 5869 (key derivation); encrypt-then-MAC after ISO/IEC 19772.
 */
export function sealRecord(plaintext: Uint8Array, key: SealingKey, context: string): Buffer {
  const id = Buffer.from(key.id, 'ascii');
  const iv = randomBytes(IV);
  const body = Buffer.concat([Buffer.from([VERSION, id.length]), id, iv, key.apply(plaintext, iv)]);
  return Buffer.concat([body, key.code(...bound(context), body)]);
}

/** The id of the key a record was sealed with. @throws GuomiError 'record-malformed' */
export function keyIdOf(record: Uint8Array): string {
  const length = record[1] ?? 0;
  const id = Buffer.from(record.subarray(2, 2 + length)).toString('latin1');
  if (record[0] !== VERSION || record.length < 2 + length + IV + MAC || !KEY_ID.test(id))
    throw new GuomiError('record-malformed', '不是加密记录，或已被截断', 'this is no sealed record, or it was cut short');
  return id;
}

/**
 * The plaintext of a sealed record.
 *
 * @throws GuomiError 'record-malformed'; 'key-unknown' when it was sealed with a key of another id; 'record-altered' when a byte, the
 * context or the key is another
 */
export function openRecord(record: Uint8Array, key: SealingKey, context: string): Buffer {
  const id = keyIdOf(record);
  if (id !== key.id)
    throw new GuomiError(
      'key-unknown',
      `记录由密钥 ${id} 加密，给出的是 ${key.id}`,
      `the record was sealed with key ${id}, given was ${key.id}`,
    );
  const body = record.subarray(0, record.length - MAC);
  if (!timingSafeEqual(key.code(...bound(context), body), record.subarray(record.length - MAC)))
    throw new GuomiError(
      'record-altered',
      `加密记录无法解开：已被改动、移到别处（${context}），或密钥 ${id} 的内容不符`,
      `the sealed record cannot be opened: it was altered, moved to another place (${context}), or key ${id} holds another secret`,
    );
  const iv = 2 + id.length;
  return key.apply(body.subarray(iv + IV), body.subarray(iv, iv + IV));
}

function bound(context: string): [Buffer, Buffer] {
  const text = Buffer.from(context, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return [length, text];
}

function derive(secret: Uint8Array, use: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sm3', secret, Buffer.alloc(0), `anjie sealing key 1: ${use}`, length));
}
