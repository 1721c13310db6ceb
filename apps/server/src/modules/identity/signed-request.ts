import { equalMac, hmacSm3Hex, importPublicKey, sm2Verify } from '@anjie/guomi';
import type { Actor } from '../../ground/actor.ts';
import type { SignedRequest } from '../../ground/http.ts';
import type { Signal } from '../../ground/refusal.ts';
import { accountQuery, actorOf, addressAllowed } from './account.store.ts';
import { canonicalRequest, readSignatureHeader } from './canonical-request.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { insertSession } from './session.store.ts';

const WINDOW_MS = 300_000;
const SESSION_MS = 12 * 3_600_000;
const SEEN_EVERY_MS = 60_000;

export type AuthenticateSigned = (header: string, request: SignedRequest) => Promise<{ actor: Actor; proof: string }>;

/**
 * Proves a program by a signed request: the key lives, the time is within five minutes, the nonce is new, the signature is the key's over
 * the whole request, and the key's scopes name the route (NX-附3.2-1d, -2f). Why a signature is refused is not told.
 */
export function signatureAuthenticator(identity: Pick<Identity, 'transactor' | 'clock'>): AuthenticateSigned {
  // By these tokens the database knows which account writes (docs/decisions/0013); they never leave the process.
  const proofs = new Map<string, { token: string; until: number }>();

  return async (header, request) => {
    const said = readSignatureHeader(header) ?? refuse('signature-refused', faulty('unreadable'));
    const found = await identity.transactor.asIdentity(async (db, now) => {
      const key = await db
        .selectFrom('service_key')
        .select(['id', 'account_id', 'algorithm', 'secret', 'public_key', 'scopes', 'expires_at', 'last_used_at'])
        .where('id', '=', said.keyId)
        .where('approved_at', 'is not', null)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      if (key === undefined) return faulty('unknown-key');
      const owner = { id: key.id, account: key.account_id };
      if (key.expires_at <= now) return faulty('expired-key', owner);
      // Programs know the real time, not that of a demonstration which moved its clock.
      const off = Math.abs(now.getTime() - identity.clock.offsetMs - Number(said.timestamp) * 1000);
      if (off > WINDOW_MS) return faulty('late', owner);
      const text = canonicalRequest({ method: request.method, url: request.url, body: request.body, ...said });
      if (!signatureHolds(key, text, said.signature)) return faulty('wrong', owner);
      const account = await accountQuery(db)
        .select(addressAllowed(request.address).as('allowed'))
        .where('account.id', '=', key.account_id)
        .where('account.active', '=', true)
        .where('account.kind', '=', 'service')
        .executeTakeFirst();
      if (account === undefined || !account.allowed) return faulty('not-from-here', owner);
      await db
        .deleteFrom('service_nonce')
        .where('at', '<', new Date(now.getTime() - 2 * WINDOW_MS))
        .execute();
      const fresh = await db
        .insertInto('service_nonce')
        .values({ key_id: key.id, nonce: said.nonce, at: now })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (fresh.numInsertedOrUpdatedRows !== 1n) return faulty('replayed', owner);
      if (key.last_used_at === null || now.getTime() - key.last_used_at.getTime() > SEEN_EVERY_MS)
        await db.updateTable('service_key').set({ last_used_at: now }).where('id', '=', key.id).execute();
      let proof = proofs.get(account.id);
      if (proof === undefined || proof.until <= now.getTime()) {
        const expiresAt = new Date(now.getTime() + SESSION_MS);
        const session = {
          accountId: account.id,
          stage: 'full',
          factor: null,
          delegationId: null,
          at: now,
          expiresAt,
          address: request.address,
        } as const;
        proof = { token: await insertSession(db, session), until: expiresAt.getTime() - 60_000 };
        proofs.set(account.id, proof);
      }
      return { account, scopes: key.scopes, proof: proof.token };
    });
    if ('signal' in found) return refuse('signature-refused', found);
    const route = `${request.method} ${request.route}`;
    if (!found.scopes.includes(route)) refuse('key-scope', { value: route, rule: found.scopes.slice(0, 20).join(', ') });
    return { actor: actorOf(found.account, request.address), proof: found.proof };
  };
}

/** Why it was refused is for the watch over intrusions alone. The province of the key's account is looked up where an alert is raised. */
function faulty(fault: string, key?: { readonly id: string; readonly account: string }): { readonly signal: Signal } {
  const subject = key === undefined ? null : ({ kind: 'key', name: key.id, prov: null } as const);
  return { signal: { kind: 'signature', subject, fault, ...(key === undefined ? {} : { account: key.account }) } };
}

function signatureHolds(
  key: { algorithm: string; secret: string | null; public_key: string | null },
  text: string,
  signature: string,
): boolean {
  if (key.algorithm === 'HMAC-SM3')
    return key.secret !== null && equalMac(hmacSm3Hex(Buffer.from(key.secret, 'base64url'), text), signature.toLowerCase());
  return (
    key.public_key !== null && sm2Verify(text, Buffer.from(signature, 'base64'), importPublicKey(Buffer.from(key.public_key, 'base64url')))
  );
}
