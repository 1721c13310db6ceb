import { sql } from 'kysely';
import type { Sealing } from '../../ground/sealed.ts';
import type { Tx } from '../../ground/transaction.ts';

type Digesting = Pick<Sealing, 'digests' | 'refresh'>;

const keyOf = (digest: string): string => digest.slice(0, digest.indexOf(':'));

/**
 * The digest that a person is recognised by, and, while its key is being changed, the one that will take its place. The keys are held until the
 * end of the transaction: none is taken away under a digest that is being written.
 */
export async function digestsToStore(sealing: Digesting, tx: Pick<Tx, 'unsafeAsSystem'>, number: string) {
  const { rows } = await tx.unsafeAsSystem((db) =>
    sql<{ id: string }>`select id from sealing_key where purpose = 'search' for key share`.execute(db),
  );
  const living = new Set(rows.map((row) => row.id));
  const now = async () => (await sealing.digests(number)).filter((digest) => living.has(keyOf(digest)));
  let digests = await now();
  if (digests.length < living.size) {
    await sealing.refresh();
    digests = await now();
  }
  if (digests.length < living.size || digests.length === 0) throw new Error('the keys of the digests changed meanwhile; ask again');
  // The oldest is in force until the change is complete.
  return { person_digest: digests.at(-1)!, person_digest_next: digests.length > 1 ? digests[0]! : null };
}

/** What a change of the key of digests needs of the accounts; the work that changes keys calls it (modules/sealing). */
export interface DigestChange {
  /** accounts whose digest could not be made again, since their number was never kept */
  readonly lacking: (tx: Pick<Tx, 'unsafeAsSystem'>) => Promise<number>;
  /** makes digests under the new key, at most so many; gives how many it made */
  readonly fill: (tx: Pick<Tx, 'db'>, key: string, most: number) => Promise<number>;
  /** puts them in force, all at once; false: some are lacking still */
  readonly takeOver: (tx: Pick<Tx, 'db'>, key: string) => Promise<boolean>;
}

export function personDigestChange(sealing: Digesting): DigestChange {
  return {
    lacking: (tx) =>
      tx.unsafeAsSystem(async (db) => {
        const rows = await db
          .selectFrom('account')
          .select('id')
          .where('person_digest', 'is not', null)
          .where('identity_number', 'is', null)
          .execute();
        return rows.length;
      }),
    async fill(tx, key, most) {
      const rows = await tx.db
        .selectFrom('account')
        .select(['id', 'identity_number'])
        .where('person_digest', 'is not', null)
        .where('identity_number', 'is not', null)
        .where(sql<boolean>`left(person_digest, length(${key}) + 1) <> ${key} || ':'`)
        .where(sql<boolean>`coalesce(left(person_digest_next, length(${key}) + 1), '') <> ${key} || ':'`)
        .limit(most)
        .execute();
      const nexts: string[] = [];
      for (const { identity_number: number } of rows) nexts.push((await sealing.digests(number!)).find((one) => keyOf(one) === key)!);
      if (rows.length > 0)
        await sql`update account set person_digest_next = x.next from unnest(${rows.map((row) => row.id)}::uuid[], ${nexts}::text[]) as x (id, next)
          where account.id = x.id`.execute(tx.db);
      return rows.length;
    },
    async takeOver(tx, key) {
      const { rows } = await sql<{ whole: boolean }>`select change_person_digests(${key}) as whole`.execute(tx.db);
      return rows[0]!.whole;
    },
  };
}
