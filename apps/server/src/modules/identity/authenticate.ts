import { sql } from 'kysely';
import type { Actor, SessionStage } from '../../ground/actor.ts';
import { accountQuery, actorOf, addressAllowed } from './account.store.ts';
import { tokenDigest } from './factor.store.ts';
import type { Identity } from './identity.ts';
import { type IdentitySettings, settingsFor } from './identity-settings.ts';
import { isProgram } from './open-session.ts';
import { endSession } from './session.store.ts';

const SEEN_EVERY_MS = 60_000;
/** Every request asks for the settings; another server's change is heard of this late at most. */
const KEPT_MS = 2000;

export type Authenticate = (token: string, address: string) => Promise<Actor | null | 'never-issued'>;

/** Finds the actor of a live session: not idle, not over, from an address that the role may come from; null; or that no session ever had such a token. */
export function authenticator(identity: Pick<Identity, 'transactor' | 'mode'>): Authenticate {
  const kept = new Map<string, { at: number; settings: IdentitySettings }>();
  return (token, address) =>
    identity.transactor.asIdentity(async (db, now) => {
      const row = await accountQuery(db)
        .innerJoin('session', 'session.account_id', 'account.id')
        .select(['session.last_seen_at', 'session.expires_at', 'session.ended_at', 'session.stage', 'session.delegation_id'])
        .select(addressAllowed(address).as('allowed'))
        .where('session.token_digest', '=', tokenDigest(token))
        .executeTakeFirst();
      if (row === undefined) return 'never-issued';
      if (row.ended_at !== null || !row.active || row.expires_at <= now || !row.allowed) return null;
      const key = row.prov ?? '';
      let { at, settings } = kept.get(key) ?? { at: 0, settings: null };
      if (settings === null || Date.now() - at > KEPT_MS) {
        settings = await settingsFor(db, identity.mode, row.prov);
        at = Date.now();
        kept.set(key, { at, settings });
      }
      const idle = now.getTime() - row.last_seen_at.getTime();
      // Programs come at any time.
      if (!isProgram(row) && idle > settings.idleMinutes * 60_000) {
        // It stays ended, even if the setting grows; a demonstration may set its clock back.
        if (identity.mode === 'production') await endSession(db, token, now);
        return null;
      }
      if (idle > SEEN_EVERY_MS)
        await db.updateTable('session').set({ last_seen_at: now }).where('token_digest', '=', tokenDigest(token)).execute();
      const actor: Actor = { ...actorOf(row, address), ...(row.stage === 'full' ? {} : { stage: row.stage as SessionStage }) };
      if (row.delegation_id === null) return actor;
      const from = await accountQuery(db)
        .innerJoin('delegation', 'delegation.from_account', 'account.id')
        .where('delegation.id', '=', row.delegation_id)
        .where('delegation.granted_at', 'is not', null)
        .where('delegation.ended_at', 'is', null)
        .where('delegation.starts_at', '<=', now)
        .where('delegation.ends_at', '>', now)
        .where('account.active', '=', true)
        .where(sql<boolean>`account.kind = 'person'`)
        .executeTakeFirst();
      if (from === undefined) return null;
      // The own person in the other's place: rules for two people see who really acts.
      return { ...actorOf(from, address), id: row.id, name: row.name, delegatedFrom: from.login };
    });
}
