import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './notifications.errors.ts';

const minute = z.number().int().min(0).max(1439);

/** A person's own wishes. Minutes of the day are those of Asia/Shanghai; a quiet time may cross midnight. */
export const preference = z.strictObject({
  email: z.email().max(200).nullable(),
  wanted: z.boolean(),
  digest: z.boolean(),
  digestAt: minute,
  quietFrom: minute.nullable(),
  quietUntil: minute.nullable(),
  quietOnRestDays: z.boolean(),
});
export type Preference = z.output<typeof preference>;

const UNSAID: Preference & { version: number } = {
  email: null,
  wanted: false,
  digest: false,
  digestAt: 510,
  quietFrom: null,
  quietUntil: null,
  quietOnRestDays: true,
  version: 0,
};

/** The caller's own wishes; version 0: never said, no mails. */
export async function ownPreference(tx: Pick<Tx, 'db' | 'actor'>): Promise<Preference & { version: number }> {
  const row = await tx.db
    .selectFrom('mail_preference')
    .select(['email', 'wanted', 'digest', 'digest_at as digestAt', 'quiet_from as quietFrom', 'quiet_until as quietUntil'])
    .select(['quiet_on_rest_days as quietOnRestDays', 'version'])
    .where('id', '=', tx.actor.id)
    .executeTakeFirst();
  return row ?? UNSAID;
}

/**
 * Says the caller's wishes anew. Mails that wait are dropped where none are wanted any more.
 *
 * @throws mail-nowhere, quiet-half-said, version-stale
 */
export async function sayPreference(tx: Tx, version: number, input: Preference): Promise<Preference & { version: number }> {
  if (input.wanted && input.email === null) refuse('mail-nowhere', { path: 'body.email' });
  if ((input.quietFrom === null) !== (input.quietUntil === null)) refuse('quiet-half-said', { path: 'body.quietUntil' });
  await tx.db.selectFrom('mail_preference').select('id').where('id', '=', tx.actor.id).forNoKeyUpdate().execute();
  const before = await ownPreference(tx);
  if (before.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: before.version } });
  const values = {
    email: input.email,
    wanted: input.wanted,
    digest: input.digest,
    digest_at: input.digestAt,
    quiet_from: input.quietFrom,
    quiet_until: input.quietUntil,
    quiet_on_rest_days: input.quietOnRestDays,
    version: version + 1,
  };
  if (version === 0)
    await tx.db
      .insertInto('mail_preference')
      .values({ id: tx.actor.id, ...values })
      .execute();
  else await tx.db.updateTable('mail_preference').set(values).where('id', '=', tx.actor.id).execute();
  if (!input.wanted || input.digest !== before.digest)
    await tx.unsafeAsSystem((db) =>
      db
        .updateTable('outgoing_mail')
        .set((eb) => ({ state: 'dropped', ended_at: tx.now, version: eb('version', '+', 1) }))
        .where('account_id', '=', tx.actor.id)
        .where('state', '=', 'waiting')
        .execute(),
    );
  const { email: _, ...told } = input;
  tx.audit({
    event: 'mail-preference-said',
    object: { kind: 'account', id: tx.actor.id },
    territory: tx.actor,
    detail: { ...told, address: input.email === null ? 'none' : input.email === before.email ? 'same' : 'changed' },
  });
  return { ...input, version: version + 1 };
}
