import {
  checkpointDigest,
  type KeyChange,
  keyChangeJson,
  keyIdOf,
  NO_CHECKPOINT,
  readKeyChange,
  signersOf,
  signKeyChange,
} from '@anjie/audit-trail';
import { exportPrivateKey, generateSm2Key, importPrivateKey, prepareKey, publicKeyPem, type Sm2PrivateKey } from '@anjie/guomi';
import type { Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../../ground/schema.generated.ts';
import type { Tx } from '../../ground/transaction.ts';
import { findLastCheckpoint, waitForSigningLock } from './checkpoint.store.ts';
import { signOnce } from './sign-checkpoints.ts';

type Db = Kysely<Database>;

/**
 * The keys that sign checkpoints, one after the other. The first is derived from the master key; each later one was made by a change that its
 * forerunner has signed, lies sealed in the database, and is overwritten when the next one comes: a former key cannot sign again.
 */
export interface AuditKeys {
  /** the key that signs now */
  current(db: Db): Promise<Sm2PrivateKey>;
  /** the signed changes, the earliest first */
  changes(db: Db): Promise<KeyChange[]>;
  /** whether a checkpoint is ours: signed by the key whose turn it was */
  ours(db: Db): Promise<ReturnType<typeof signersOf>>;
  /** public keys as PEM, the first one first */
  pem(db: Db): Promise<string>;
}

export function auditKeys(first: Sm2PrivateKey): AuditKeys {
  const trusted = [prepareKey(first.publicKey)];
  const changes = async (db: Db): Promise<KeyChange[]> => {
    const rows = await db.selectFrom('audit_key').select('change').orderBy('serial').execute();
    return rows.flatMap((row) => readKeyChange(row.change) ?? []);
  };
  return {
    changes,
    async current(db) {
      const last = await db.selectFrom('audit_key').select('private').orderBy('serial', 'desc').limit(1).executeTakeFirst();
      if (last === undefined) return first;
      if (last.private === null) throw new Error('the key that signs checkpoints is gone');
      return importPrivateKey(Buffer.from(last.private, 'base64'));
    },
    ours: async (db) => signersOf(trusted, await changes(db)),
    pem: async (db) => [first.publicKey, ...(await changes(db)).map((change) => change.next)].map(publicKeyPem).join(''),
  };
}

/**
 * Hands over to a new key: everything is signed by the former one first, so that no row is left between them. One transaction with what the
 * caller records. Gives the ids of both and the statement, for the second places.
 *
 * @throws BrokenAudit when the audit is not what was signed: a new key must not cover that up
 */
export async function changeKey(
  tx: Tx,
  keys: AuditKeys,
  signing: Omit<Parameters<typeof signOnce>[1], 'key' | 'ours' | 'due'>,
): Promise<{ former: string; next: string; line: string }> {
  await waitForSigningLock(tx.db);
  const former = await keys.current(tx.db);
  const ours = await keys.ours(tx.db);
  while (await signOnce(tx.db, { ...signing, key: former, ours, due: () => true }));
  const last = (await findLastCheckpoint(tx.db))?.checkpoint ?? null;
  const serial = (await keys.changes(tx.db)).length + 1;
  const next = generateSm2Key();
  const { installation, now: at } = signing;
  const digest = last === null ? NO_CHECKPOINT : checkpointDigest(last);
  const line = keyChangeJson(signKeyChange({ installation, serial, after: last?.size ?? 0, last: digest, at }, former, next));
  const held = await tx.db.selectFrom('audit_key').select('id').where('private', 'is not', null).execute();
  for (const { id } of held) await tx.db.updateTable('audit_key').set({ private: null }).where('id', '=', id).execute();
  const secret = exportPrivateKey(next).toString('base64');
  await tx.db.insertInto('audit_key').values({ id: uuidv7(), serial, change: line, private: secret, made_at: at }).execute();
  return { former: keyIdOf(former.publicKey), next: keyIdOf(next.publicKey), line };
}
