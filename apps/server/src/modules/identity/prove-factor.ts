import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import type { Account } from './account.store.ts';
import { listFactors, takeChallenge, useFactor, useRecoveryCode } from './factor.store.ts';
import type { Identity } from './identity.ts';
import { realTime } from './identity.ts';
import { authenticationResponse, type Place, verifyAuthentication } from './passkey.ts';
import { clientKeySigned } from './sm2-challenge.ts';
import { totpStep } from './totp.ts';

export const factorProof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), code: z.string().regex(/^\d{6}$/) }),
  z.strictObject({ kind: z.literal('recovery-code'), code: z.string().min(10).max(40) }),
  z.strictObject({ kind: z.literal('passkey'), challengeId: z.uuid(), response: authenticationResponse }),
  z.strictObject({ kind: z.literal('sm2'), challengeId: z.uuid(), signature: z.base64().max(200) }),
]);
export type FactorProof = z.output<typeof factorProof>;

/** Whether the proof is one of the account's factors, here and now and for the first time; the use is taken down. */
export async function proveFactor(identity: Identity, tx: Tx, account: Account, proof: FactorProof, place: () => Place): Promise<boolean> {
  const token = tx.actor.proof!;
  return tx.unsafeAsSystem(async (db) => {
    const factors = (await listFactors(db, account.id)).filter((factor) => factor.kind === proof.kind);
    switch (proof.kind) {
      case 'totp':
        for (const factor of factors) {
          const step = totpStep(factor.secret ?? '', proof.code, realTime(identity.clock, tx.now), factor.counter);
          if (step !== null) return useFactor(db, factor.id, step, tx.now, true);
        }
        return false;
      case 'recovery-code':
        return useRecoveryCode(db, account.id, proof.code, tx.now);
      case 'passkey': {
        const challenge = await takeChallenge(db, token, proof.challengeId, 'passkey', tx.now);
        const factor = factors.find((one) => one.credential_id === proof.response.id);
        if (challenge === null || factor === undefined) return false;
        const counter = await verifyAuthentication(place(), challenge, proof.response, factor);
        // Authenticators without a counter say 0 for ever.
        return counter !== null && useFactor(db, factor.id, counter, tx.now, counter > 0);
      }
      case 'sm2': {
        const text = await takeChallenge(db, token, proof.challengeId, 'sm2', tx.now);
        const factor = text === null ? undefined : factors.find((one) => clientKeySigned(one.public_key ?? '', text, proof.signature));
        return factor !== undefined && useFactor(db, factor.id, factor.counter + 1, tx.now, true);
      }
    }
  });
}
