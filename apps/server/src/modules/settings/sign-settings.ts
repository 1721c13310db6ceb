import { uuidv7 } from 'uuidv7';
import { signText } from '../../ground/manifest.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { checkSettings, type SettingsParts, signedFact, signedText } from './check-settings.ts';
import { refuse } from './settings.errors.ts';
import { readState } from './settings-state.ts';
import { lockSigning, nationHasOfficers, newestSigned, openSigning } from './signing.store.ts';

/** How the settings stand, and what waits for the second officer. Names of settings, never their values. */
export async function settingsStanding(tx: Tx, parts: SettingsParts) {
  return tx.unsafeAsSystem(async (db) => {
    const answer = await checkSettings(db, parts);
    const open = await openSigning(db);
    const compared = 'differs' in answer ? answer : { differs: [], sequence: null, signedAt: null };
    return {
      state: answer.state,
      differs: [...compared.differs],
      sequence: compared.sequence,
      signedAt: compared.signedAt,
      asked: open === undefined ? null : { id: open.id, reason: open.reason, requestedAt: open.requested_at },
    };
  });
}

/** Asks that the settings be signed as they stand now; an earlier request that nobody approved is void. */
export async function askForSigning(tx: Tx, parts: SettingsParts, reason: string) {
  await requireOwn(tx);
  const { answer, state } = await tx.unsafeAsSystem(async (db) => ({
    answer: await checkSettings(db, parts),
    state: await readState(db, parts.environment),
  }));
  if (answer.state === 'none') refuse('settings-not-signed-here');
  if (answer.state === 'holds') refuse('settings-as-signed');
  await tx.db
    .updateTable('settings_signing')
    .set({ ended_at: tx.now })
    .where('approved_at', 'is', null)
    .where('ended_at', 'is', null)
    .execute();
  const id = uuidv7();
  await tx.db.insertInto('settings_signing').values({ id, reason, state, requested_by: tx.actor.id, requested_at: tx.now }).execute();
  const differs = 'differs' in answer ? answer.differs : [];
  tx.audit({ event: 'settings-signing-requested', object: { kind: 'settings-signing', id }, detail: { reason, differs } });
  return settingsStanding(tx, parts);
}

/** Approves what another asked for, as long as it is what stands, and signs it. @throws four-eyes and the refusals of its route */
export async function approveSigning(tx: Tx, parts: SettingsParts, id: string) {
  await requireOwn(tx);
  const row = await lockSigning(tx.db, id);
  if (row === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  if (row.approved_at !== null || row.ended_at !== null) refuse('settings-signing-closed', { path: 'params.id' });
  if (row.requested_by === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: id });
  const { now, newest, answer } = await tx.unsafeAsSystem(async (db) => ({
    now: await readState(db, parts.environment),
    newest: await newestSigned(db),
    answer: await checkSettings(db, parts),
  }));
  if (answer.state === 'none') refuse('settings-not-signed-here');
  if (row.state !== now) refuse('settings-changed-since', { path: 'params.id' });
  const sequence = (newest?.sequence ?? 0) + 1;
  const signature = signText(parts.place, signedText(sequence, now));
  await tx.db
    .updateTable('settings_signing')
    .set({ approved_by: tx.actor.id, approved_at: tx.now, sequence, signature })
    .where('id', '=', id)
    .execute();
  tx.audit(signedFact(id, sequence, now));
  return { state: 'holds' as const, differs: [], sequence, signedAt: tx.now, asked: null };
}

async function requireOwn(tx: Tx): Promise<void> {
  if (tx.actor.prov !== null && (await tx.unsafeAsSystem(nationHasOfficers))) refuse('settings-of-nation');
}
