import { z } from 'zod';
import type { Actor, SessionStage } from '../../ground/actor.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { Account } from './account.store.ts';
import { ownAccount, ownAccountLocked, requirePassword } from './change-password.ts';
import {
  type FactorKind,
  insertChallenge,
  insertFactor,
  listFactors,
  makeRecoveryCodes,
  recoveryCodesLeft,
  takeChallenge,
  useFactor,
} from './factor.store.ts';
import { refuse } from './identity.errors.ts';
import { type Identity, realTime } from './identity.ts';
import { settingsFor } from './identity-settings.ts';
import { EVERYONE } from './login.routes.ts';
import { countFailure, isLocked, lockAccount } from './login-limits.ts';
import { factorRequired, loginView, openSession } from './open-session.ts';
import { authenticationOptions, passkeyPlace, registrationOptions, registrationResponse, verifyRegistration } from './passkey.ts';
import { factorProof, proveFactor } from './prove-factor.ts';
import { endAllSessions } from './session.store.ts';
import { clientKeySigned, readClientKey, sm2ChallengeText } from './sm2-challenge.ts';
import { newSeed, totpStep, totpUri } from './totp.ts';

const ENROLLING: readonly SessionStage[] = ['full', 'enrol-factor'];
const PROVING: readonly SessionStage[] = ['second-factor'];

const factorView = z.object({
  id: z.string(),
  kind: z.string(),
  label: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
const enrolledView = z.object({
  factor: factorView,
  /** with the first factor, once */
  recoveryCodes: z.array(z.string()).nullable(),
  /** the next session, where the login was waiting for this */
  login: loginView.nullable(),
});
const challengeView = z.object({
  challengeId: z.string(),
  /** for navigator.credentials */
  options: z.unknown().nullable(),
  /** for a client key: sign these bytes with SM2 under the usual signer id */
  text: z.string().nullable(),
});
const label = z.string().trim().min(1).max(60);
const password = z.string().min(1).max(200).optional();

/** Second factors: proving one, enrolling, removing (NX-附3.2-1d). */
export function factorRoutes(identity: Identity): Route[] {
  const place = (tx: Tx) => passkeyPlace(identity.publicUrl, tx.actor.host);

  /** A full session gives its password once more; one that waits for this has just given it. */
  const own = async (tx: Tx, given: string | undefined): Promise<Account> => {
    const account = await ownAccount(tx);
    if (tx.actor.stage === undefined) await requirePassword(identity, tx, account, given, 'body.password');
    return account;
  };

  const enrolled = async (tx: Tx, account: Account, id: string, kind: FactorKind): Promise<z.input<typeof enrolledView>> => {
    const { factor, codes, others } = await tx.unsafeAsSystem(async (db) => {
      const factors = await listFactors(db, account.id);
      const found = factors.find((one) => one.id === id)!;
      const first = factors.length === 1;
      // Sessions that came without a second factor end with the first one.
      const ended = first && tx.actor.stage === undefined ? await endAllSessions(db, account.id, tx.now) : 0;
      return { factor: found, codes: first ? await makeRecoveryCodes(db, account.id, tx.now) : null, others: ended };
    });
    tx.audit({
      event: 'factor-enrolled',
      object: { kind: 'account', id: account.login },
      territory: account,
      detail: { kind, ...(others > 0 ? { endedElsewhere: others } : {}) },
    });
    const login =
      tx.actor.stage === undefined && codes === null
        ? null
        : await openSession(identity, tx, account, { factor: kind, former: tx.actor.proof! });
    return { factor: viewOf(factor), recoveryCodes: codes, login };
  };

  return [
    route({
      method: 'POST',
      path: '/sessions/challenge',
      summary: { zh: '第二因素的挑战', en: 'A challenge for the second factor' },
      access: EVERYONE,
      stages: PROVING,
      body: z.strictObject({ kind: z.enum(['passkey', 'sm2']) }),
      output: challengeView,
      shownOnce: true,
      refusals: ['factor-not-set', 'passkey-needs-address'],
      handler: async (tx, { body }) => {
        const account = await ownAccount(tx);
        const factors = (await tx.unsafeAsSystem((db) => listFactors(db, account.id))).filter((factor) => factor.kind === body.kind);
        if (factors.length === 0) refuse('factor-not-set', { path: 'body.kind', value: body.kind });
        const options = body.kind === 'passkey' ? await authenticationOptions(place(tx), factors) : null;
        return offer(tx, body.kind, options, account);
      },
    }),
    route({
      method: 'POST',
      path: '/sessions/factor',
      summary: { zh: '出示第二因素', en: 'Show the second factor' },
      access: EVERYONE,
      stages: PROVING,
      body: factorProof,
      output: loginView,
      shownOnce: true,
      refusals: ['factor-wrong', 'passkey-needs-address'],
      handler: async (tx, { body }) => {
        const account = await ownAccountLocked(tx);
        if (isLocked(account, tx.now) || !(await proveFactor(identity, tx, account, body, () => place(tx)))) {
          const challenge = body.kind === 'passkey' || body.kind === 'sm2' ? body.challengeId : null;
          return refuse('factor-wrong', {
            path: 'body.kind',
            value: body.kind,
            settle: () => failed(identity, tx.actor, account, challenge),
          });
        }
        tx.audit({ event: 'factor-used', object: { kind: 'account', id: account.login }, territory: account, detail: { kind: body.kind } });
        return openSession(identity, tx, account, { factor: body.kind, former: tx.actor.proof! });
      },
    }),
    route({
      method: 'GET',
      path: '/me/factors',
      summary: { zh: '我的第二因素', en: 'My second factors' },
      access: EVERYONE,
      stages: ENROLLING,
      output: z.object({ factors: z.array(factorView), recoveryCodesLeft: z.number(), required: z.boolean() }),
      refusals: [],
      handler: async (tx) => {
        const [account, law] = [await ownAccount(tx), await identity.law(tx)];
        return tx.unsafeAsSystem(async (db) => ({
          factors: (await listFactors(db, account.id)).map(viewOf),
          recoveryCodesLeft: await recoveryCodesLeft(db, account.id),
          required: factorRequired(identity, account, await settingsFor(db, identity.mode, account.prov), law),
        }));
      },
    }),
    route({
      method: 'POST',
      path: '/me/factors/totp',
      summary: { zh: '登记动态口令', en: 'Begin to enrol an authenticator (TOTP)' },
      access: EVERYONE,
      stages: ENROLLING,
      body: z.strictObject({ label, password }),
      output: z.object({ id: z.string(), secret: z.string(), uri: z.string() }),
      status: 201,
      shownOnce: true,
      refusals: ['password-wrong'],
      handler: async (tx, { body }) => {
        const account = await own(tx, body.password);
        const secret = newSeed();
        const row = {
          accountId: account.id,
          kind: 'totp',
          label: body.label,
          secret,
          publicKey: null,
          credentialId: null,
          counter: 0,
        } as const;
        const id = await tx.unsafeAsSystem((db) => insertFactor(db, { ...row, at: tx.now, confirmed: false }));
        return { id, secret, uri: totpUri(secret, account.login) };
      },
    }),
    route({
      method: 'POST',
      path: '/me/factors/:id/confirmation',
      summary: { zh: '以首个动态口令确认登记', en: 'Confirm the authenticator by its first code' },
      access: EVERYONE,
      stages: ENROLLING,
      params: z.strictObject({ id: z.uuid() }),
      body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
      output: enrolledView,
      shownOnce: true,
      refusals: ['factor-wrong'],
      handler: async (tx, { params, body }) => {
        const account = await ownAccountLocked(tx);
        const done = await tx.unsafeAsSystem(async (db) => {
          const factor = await db
            .selectFrom('factor')
            .select(['id', 'secret', 'counter'])
            .where('id', '=', params.id)
            .where('account_id', '=', account.id)
            .where('kind', '=', 'totp')
            .where('confirmed_at', 'is', null)
            .where('removed_at', 'is', null)
            .executeTakeFirst();
          if (factor === undefined) return refuseInput('not-found', { path: 'params.id', value: params.id });
          const step = totpStep(factor.secret ?? '', body.code, realTime(identity.clock, tx.now), factor.counter);
          if (step === null || isLocked(account, tx.now) || !(await useFactor(db, factor.id, step, tx.now, true))) return false;
          await db.updateTable('factor').set({ confirmed_at: tx.now }).where('id', '=', factor.id).execute();
          return true;
        });
        if (!done) refuse('factor-wrong', { path: 'body.code', settle: () => failed(identity, tx.actor, account, null) });
        return enrolled(tx, account, params.id, 'totp');
      },
    }),
    route({
      method: 'POST',
      path: '/me/factors/challenge',
      summary: { zh: '登记通行密钥或客户端密钥的挑战', en: 'A challenge for enrolling a passkey or a client key' },
      access: EVERYONE,
      stages: ENROLLING,
      body: z.strictObject({ kind: z.enum(['passkey', 'sm2']), password }),
      output: challengeView,
      shownOnce: true,
      refusals: ['password-wrong', 'passkey-needs-address'],
      handler: async (tx, { body }) => {
        const account = await own(tx, body.password);
        const known = await tx.unsafeAsSystem((db) => listFactors(db, account.id));
        const options = body.kind === 'passkey' ? await registrationOptions(place(tx), account, known) : null;
        return offer(tx, `${body.kind}-enrolment`, options, account);
      },
    }),
    route({
      method: 'POST',
      path: '/me/factors/passkey',
      summary: { zh: '登记通行密钥', en: 'Enrol a passkey' },
      access: EVERYONE,
      stages: ENROLLING,
      body: z.strictObject({ challengeId: z.uuid(), label, response: registrationResponse }),
      output: enrolledView,
      status: 201,
      shownOnce: true,
      refusals: ['factor-wrong', 'factor-known', 'passkey-needs-address'],
      handler: async (tx, { body }) => {
        const account = await ownAccount(tx);
        const challenge = await tx.unsafeAsSystem((db) =>
          takeChallenge(db, tx.actor.proof!, body.challengeId, 'passkey-enrolment', tx.now),
        );
        const credential = challenge === null ? null : await verifyRegistration(place(tx), challenge, body.response);
        if (credential === null) return refuse('factor-wrong', { path: 'body.response' });
        return enrol(tx, account, 'passkey', body.label, credential);
      },
    }),
    route({
      method: 'POST',
      path: '/me/factors/sm2',
      summary: { zh: '登记 SM2 客户端密钥', en: 'Enrol an SM2 client key' },
      access: EVERYONE,
      stages: ENROLLING,
      body: z.strictObject({ challengeId: z.uuid(), label, publicKey: z.string().max(1000), signature: z.base64().max(200) }),
      output: enrolledView,
      status: 201,
      shownOnce: true,
      refusals: ['factor-wrong', 'factor-known', 'key-unusable'],
      handler: async (tx, { body }) => {
        const account = await ownAccount(tx);
        const text = await tx.unsafeAsSystem((db) => takeChallenge(db, tx.actor.proof!, body.challengeId, 'sm2-enrolment', tx.now));
        const publicKey = readClientKey(body.publicKey);
        if (text === null || !clientKeySigned(publicKey, text, body.signature)) return refuse('factor-wrong', { path: 'body.signature' });
        return enrol(tx, account, 'sm2', body.label, { id: `sm2:${publicKey}`, publicKey, counter: 0 });
      },
    }),
    route({
      method: 'POST',
      path: '/me/factors/:id/removal',
      summary: { zh: '移除一个第二因素', en: 'Remove a second factor' },
      access: EVERYONE,
      params: z.strictObject({ id: z.uuid() }),
      body: z.strictObject({ password: z.string().min(1).max(200) }),
      output: z.object({ removed: z.boolean() }),
      refusals: ['password-wrong', 'last-factor'],
      handler: async (tx, { params, body }) => {
        const account = await own(tx, body.password);
        const law = await identity.law(tx);
        const kind = await tx.unsafeAsSystem(async (db) => {
          const factors = await listFactors(db, account.id);
          const found = factors.find((factor) => factor.id === params.id);
          if (found === undefined) return refuseInput('not-found', { path: 'params.id', value: params.id });
          const required = factorRequired(identity, account, await settingsFor(db, identity.mode, account.prov), law);
          if (required && factors.length === 1) refuse('last-factor');
          await db.updateTable('factor').set({ removed_at: tx.now }).where('id', '=', found.id).execute();
          return found.kind;
        });
        tx.audit({ event: 'factor-removed', object: { kind: 'account', id: account.login }, territory: account, detail: { kind } });
        return { removed: true };
      },
    }),
    route({
      method: 'POST',
      path: '/me/recovery-codes',
      summary: { zh: '重新生成恢复码', en: 'Make new recovery codes; the former ones are void' },
      access: EVERYONE,
      body: z.strictObject({ password: z.string().min(1).max(200) }),
      output: z.object({ recoveryCodes: z.array(z.string()) }),
      shownOnce: true,
      refusals: ['password-wrong', 'factor-not-set'],
      handler: async (tx, { body }) => {
        const account = await own(tx, body.password);
        const codes = await tx.unsafeAsSystem(async (db) => {
          if ((await listFactors(db, account.id)).length === 0) refuse('factor-not-set');
          return makeRecoveryCodes(db, account.id, tx.now);
        });
        tx.audit({ event: 'recovery-codes-made', object: { kind: 'account', id: account.login }, territory: account });
        return { recoveryCodes: codes };
      },
    }),
  ];

  async function enrol(
    tx: Tx,
    account: Account,
    kind: 'passkey' | 'sm2',
    name: string,
    credential: { id: string; publicKey: string; counter: number },
  ) {
    const id = await tx.unsafeAsSystem(async (db) => {
      const known = await db.selectFrom('factor').select('id').where('credential_id', '=', credential.id).executeTakeFirst();
      if (known !== undefined) refuse('factor-known');
      const row = { accountId: account.id, kind, label: name, secret: null, publicKey: credential.publicKey, credentialId: credential.id };
      return insertFactor(db, { ...row, counter: credential.counter, at: tx.now, confirmed: true });
    });
    return enrolled(tx, account, id, kind);
  }
}

/** Keeps the challenge for this session and says it. */
async function offer(
  tx: Tx,
  purpose: 'passkey' | 'sm2' | 'passkey-enrolment' | 'sm2-enrolment',
  options: { challenge: string } | null,
  account: Account,
): Promise<z.input<typeof challengeView>> {
  const text = options === null ? sm2ChallengeText(account.login) : null;
  const kept = options?.challenge ?? text!;
  const id = await tx.unsafeAsSystem((db) => insertChallenge(db, tx.actor.proof!, purpose, kept, tx.now));
  return { challengeId: id, options, text };
}

/** A wrong factor counts as a wrong password does; the challenge that was answered is void, although the refusal undoes the rest. */
async function failed(identity: Identity, actor: Actor, account: Account, challengeId: string | null): Promise<void> {
  await identity.transactor.asIdentity(async (db, now) => {
    const row = await lockAccount(db, account.id);
    if (challengeId !== null)
      await db.updateTable('factor_challenge').set({ used_at: now }).where('id', '=', challengeId).where('used_at', 'is', null).execute();
    if (row === undefined || isLocked(row, now)) return;
    const locked = await countFailure(db, row, await settingsFor(db, identity.mode, account.prov), now);
    if (locked && actor.stage !== undefined)
      await db
        .updateTable('session')
        .set({ ended_at: now })
        .where('account_id', '=', account.id)
        .where('stage', '<>', 'full')
        .where('ended_at', 'is', null)
        .execute();
  });
}

function viewOf(factor: {
  id: string;
  kind: string;
  label: string;
  created_at: Date;
  last_used_at: Date | null;
}): z.input<typeof factorView> {
  return {
    id: factor.id,
    kind: factor.kind,
    label: factor.label,
    createdAt: factor.created_at.toISOString(),
    lastUsedAt: factor.last_used_at?.toISOString() ?? null,
  };
}
