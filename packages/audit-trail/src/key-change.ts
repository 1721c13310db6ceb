import { exportPublicKey, importPublicKey, type Sm2PrivateKey, type Sm2PublicKey, sm2Sign, sm2Verify } from '@anjie/guomi';
import { type Checkpoint, keyIdOf, signedByOneOf } from './checkpoint.ts';

/** The signed statement "from here on another key signs": by the former key, and by the next one that it is held. */
export interface KeyChange {
  readonly installation: string;
  /** 1 for the first change */
  readonly serial: number;
  /** rows attested by the last checkpoint of the former key; only larger ones are the next key's */
  readonly after: number;
  /** SM3 of that checkpoint, 32 zero bytes where there is none */
  readonly last: Buffer;
  readonly at: Date;
  /** id of the former key */
  readonly former: string;
  readonly next: Sm2PublicKey;
  /** SM2 with SM3, DER: the former key's, and the next one's */
  readonly signature: Buffer;
  readonly possession: Buffer;
}

type Statement = Omit<KeyChange, 'signature' | 'possession' | 'former' | 'next'>;

function textOf(of: Omit<KeyChange, 'signature' | 'possession'>): string {
  const next = exportPublicKey(of.next).toString('base64');
  const values = [of.installation, of.serial, of.after, of.last.toString('hex'), of.at.toISOString(), of.former, next];
  return `anjie audit key change 1\n${values.join('\n')}\n`;
}

export function signKeyChange(statement: Statement, former: Sm2PrivateKey, next: Sm2PrivateKey): KeyChange {
  const said = { ...statement, former: keyIdOf(former.publicKey), next: next.publicKey };
  const sign = (key: Sm2PrivateKey) => sm2Sign(textOf(said), key, said.installation);
  return { ...said, signature: sign(former), possession: sign(next) };
}

/** One line of JSON: hashes in hexadecimal, keys (SPKI) and signatures in base64. */
export function keyChangeJson(of: KeyChange): string {
  const { installation, serial, after, last, at, former, next, signature, possession } = of;
  return JSON.stringify({
    installation,
    serial,
    after,
    last: last.toString('hex'),
    at: at.toISOString(),
    former,
    next: exportPublicKey(next).toString('base64'),
    signature: signature.toString('base64'),
    possession: possession.toString('base64'),
  });
}

/** A change from its JSON text, or null for anything else; only the one way of writing it that keyChangeJson() has is taken. */
export function readKeyChange(text: string): KeyChange | null {
  try {
    const value = JSON.parse(text) as Record<string, string> & { readonly serial: number; readonly after: number };
    if (!Number.isSafeInteger(value.serial) || !Number.isSafeInteger(value.after)) return null;
    const bytes = (name: string) => Buffer.from(value[name]!, 'base64');
    const change: KeyChange = {
      installation: value.installation!,
      serial: value.serial,
      after: value.after,
      last: Buffer.from(value.last!, 'hex'),
      at: new Date(value.at!),
      former: value.former!,
      next: importPublicKey(bytes('next')),
      signature: bytes('signature'),
      possession: bytes('possession'),
    };
    return keyChangeJson(change) === text ? change : null;
  } catch {
    return null;
  }
}

/**
 * Who may have signed a checkpoint: a key that is trusted, and each that a trusted one has handed over to, for the rows from one change to the
 * next. A former key's checkpoint after its change is nobody's, however well it is signed.
 */
export function signersOf(trusted: readonly Sm2PublicKey[], changes: readonly KeyChange[]): (checkpoint: Checkpoint) => boolean {
  const keys = new Map(trusted.map((key) => [keyIdOf(key), key]));
  const from = new Map<string, number>();
  const until = new Map<string, number>();
  for (const change of changes.toSorted((a, b) => a.serial - b.serial)) {
    const former = keys.get(change.former);
    const text = textOf(change);
    if (former === undefined || !sm2Verify(text, change.signature, former, change.installation)) continue;
    if (!sm2Verify(text, change.possession, change.next, change.installation)) continue;
    const next = keyIdOf(change.next);
    if (!keys.has(next)) keys.set(next, change.next);
    from.set(next, change.after);
    until.set(change.former, Math.min(change.after, until.get(change.former) ?? Number.POSITIVE_INFINITY));
  }
  return (checkpoint) => {
    const { keyId, size } = checkpoint;
    const key = keys.get(keyId);
    if (key === undefined || size <= (from.get(keyId) ?? 0) || size > (until.get(keyId) ?? Number.POSITIVE_INFINITY)) return false;
    return signedByOneOf(checkpoint, [key]);
  };
}
