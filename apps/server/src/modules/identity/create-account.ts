import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { OFFICERS } from './account.store.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { hashPassword, NO_PASSWORD, passwordFault } from './password.ts';
import { digestsToStore } from './person-digest.ts';

export const PARTY_ROLES = ['agency', 'institution', 'vendor', 'platform-vendor', 'integration-partner', 'carrier'] as const;
const STAFF_ROLES = ['caseworker', 'approver', 'leader'] as const;

export const newAccount = z
  .strictObject({
    login: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,63}$/),
    name: z.string().min(1).max(50),
    role: z.enum([...PARTY_ROLES, ...STAFF_ROLES, ...OFFICERS]),
    /** a program's account has keys and no password */
    kind: z.enum(['person', 'service']).default('person'),
    partyKind: z.enum(['institution', 'firm']).optional(),
    partyCode: z.string().min(1).max(64).optional(),
    bureauCode: z.string().min(1).max(64).optional(),
    password: z.string().max(200).optional(),
    /** certificate number: kept as a keyed digest, so that one person with two accounts is known as one */
    identityNumber: z
      .string()
      .regex(/^[0-9A-Z]{6,20}$/)
      .optional(),
    validUntil: z.iso.date().optional(),
  })
  .superRefine((body, ctx) => {
    const say = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
    const party = (PARTY_ROLES as readonly string[]).includes(body.role);
    if (party && (body.partyKind === undefined || body.partyCode === undefined)) say('partyCode', 'a party’s account names its party');
    if (party && body.bureauCode !== undefined) say('bureauCode', 'a party’s account belongs to no bureau');
    if (!party && body.bureauCode === undefined) say('bureauCode', 'an account of staff or officers names its bureau');
    if (!party && (body.partyKind !== undefined || body.partyCode !== undefined)) say('partyCode', 'staff belong to no party');
    if (!party && body.identityNumber === undefined) say('identityNumber', 'duties of staff and officers are kept apart by person');
    if (!party && body.kind === 'service') say('kind', 'programs act for parties alone');
    if (body.kind === 'person' && body.password === undefined) say('password', 'a person’s account begins with a password');
    if (body.kind === 'service' && body.password !== undefined) say('password', 'a program has keys and no password');
  });

type NewAccount = z.output<typeof newAccount>;

/** Where an account belongs: an institution or firm, or a bureau. */
async function homeOf(tx: Tx, body: NewAccount) {
  if (body.bureauCode !== undefined) {
    const bureau = await tx.db
      .selectFrom('bureau')
      .select(['id', 'level', 'prov', 'city', 'div'])
      .where('code', '=', body.bureauCode)
      .executeTakeFirst();
    const officer = (OFFICERS as readonly string[]).includes(body.role);
    const mine = tx.actor.level === 'nation' || (bureau !== undefined && bureau.prov === tx.actor.prov);
    if (bureau === undefined || !mine) return refuseInput('not-found', { path: 'body.bureauCode', value: body.bureauCode });
    if (officer && bureau.level !== 'nation' && bureau.level !== 'province')
      return refuseInput('input-invalid', { path: 'body.role', value: body.role, rule: 'officers: province or nation' });
    const place = { prov: bureau.prov, city: bureau.city, div: bureau.div };
    return { level: bureau.level, bureau_id: bureau.id, party_kind: null, party_id: null, ...place };
  }
  const party = await tx.db
    .selectFrom(body.partyKind!)
    .select(['id', 'prov', 'city', 'div'])
    .where('code', '=', body.partyCode!)
    .executeTakeFirst();
  if (party === undefined) return refuseInput('not-found', { path: 'body.partyCode', value: body.partyCode });
  const place = { prov: party.prov ?? tx.actor.prov, city: party.city, div: party.div };
  return { level: 'party', bureau_id: null, party_kind: body.partyKind!, party_id: party.id, ...place };
}

/** The administrator creates, inactive; the security officer activates (NX-附3.2-2b, GJ-3.5). The first login changes the password. */
export async function createAccount(identity: Identity, tx: Tx, body: NewAccount): Promise<{ login: string; active: boolean }> {
  const law = await identity.law(tx);
  const fault = body.password === undefined ? null : passwordFault(body.password, law, [body.login]);
  if (fault !== null) refuse(fault.code, { path: 'body.password', rule: fault.rule });
  if (body.validUntil !== undefined && body.validUntil < businessDate(tx.now))
    refuse('account-expired', { path: 'body.validUntil', value: body.validUntil });
  const home = await homeOf(tx, body);
  const number = body.identityNumber;
  const digests = number === undefined ? {} : await digestsToStore(identity.sealing, tx, number);
  const hash = body.password === undefined ? NO_PASSWORD : await hashPassword(body.password);
  const inserted = await tx.db
    .insertInto('account')
    .values({
      id: uuidv7(),
      login: body.login,
      name: body.name,
      role: body.role,
      kind: body.kind,
      ...home,
      password_hash: hash,
      password_changed_at: tx.now,
      must_change_password: body.kind === 'person',
      ...digests,
      identity_number: number ?? null,
      valid_until: body.validUntil ?? null,
      active: false,
      created_at: tx.now,
      created_by: tx.actor.id,
    })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('login-taken', { path: 'body.login', value: body.login });
  tx.audit({
    event: 'account-created',
    object: { kind: 'account', id: body.login },
    territory: home,
    detail: { role: body.role, kind: body.kind, after: { active: false, validUntil: body.validUntil ?? null } },
  });
  return { login: body.login, active: false };
}
