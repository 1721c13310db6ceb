import { existsSync } from 'node:fs';
import { sm3Hex } from '@anjie/guomi';
import type { Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { type ManifestPlace, signText, textIsSigned } from '../../ground/manifest.ts';
import type { Database } from '../../ground/schema.generated.ts';
import type { AuditFact, Tx } from '../../ground/transaction.ts';
import { latestEvent } from '../audit/index.ts';
import { differing, readState } from './settings-state.ts';
import { newestSigned, openSigning } from './signing.store.ts';

/** Where the key lies, and the settings of the running server's environment. */
export interface SettingsParts {
  readonly place: ManifestPlace;
  readonly environment: Readonly<Record<string, string>>;
}

export type SettingsAnswer =
  /** no key: a demonstration, or a manifest was never written */
  | { readonly state: 'none' }
  /** there is a key, and nothing has been signed yet */
  | { readonly state: 'unsigned' }
  /** the newest signed state was taken away, put back to an older one, or not signed by this installation's key */
  | { readonly state: 'forged' }
  /** `asked`: what differs is what one officer has asked to sign */
  | {
      readonly state: 'holds' | 'differs' | 'asked';
      readonly differs: readonly string[];
      readonly sequence: number;
      readonly signedAt: Date;
    };

/**
 * Holds the settings as they stand to the state that two officers signed. Which state is the newest, the audit says too: whoever puts back an
 * older row with its good signature is found by it. Reads everything: under the scope `system`.
 */
export async function checkSettings(db: Kysely<Database>, { place, environment }: SettingsParts): Promise<SettingsAnswer> {
  if (!existsSync(place.keyFile)) return { state: 'none' };
  // In this order: a signing that commits between the two makes the row newer than the audit said, never older.
  const told = await latestEvent(db, 'settings-signed');
  const newest = await newestSigned(db);
  if (newest === undefined) return { state: told === null ? 'unsigned' : 'forged' };
  const { state, sequence, signature } = newest as { state: string; sequence: number; signature: string };
  const text = signedText(sequence, state);
  if (!textIsSigned(place, text, signature)) return { state: 'forged' };
  if (told !== null && (Number(told.sequence) > sequence || (told.sequence === sequence && told.digest !== sm3Hex(text))))
    return { state: 'forged' };
  const now = await readState(db, environment);
  const differs = differing(state, now);
  const found = { differs, sequence, signedAt: newest.approved_at! };
  if (differs.length === 0) return { state: 'holds', ...found };
  return { state: (await openSigning(db))?.state === now ? 'asked' : 'differs', ...found };
}

/** Signs what stands at the first start with a key: the installation's own act, once. Later states are signed by two. */
export async function signFirst(tx: Tx, parts: SettingsParts): Promise<void> {
  if ((await checkSettings(tx.db, parts)).state !== 'unsigned') return;
  const state = await readState(tx.db, parts.environment);
  const row = { id: uuidv7(), reason: '首次启动 first start', state, requested_at: tx.now, approved_at: tx.now, sequence: 1 };
  await tx.db
    .insertInto('settings_signing')
    .values({ ...row, signature: signText(parts.place, signedText(1, state)) })
    .execute();
  tx.audit(signedFact(row.id, 1, state));
}

/** What is signed. */
export const signedText = (sequence: number, state: string): string => `anjie settings 1\n${sequence}\n${state}`;

export function signedFact(id: string, sequence: number, state: string): AuditFact {
  const object = { kind: 'settings-signing', id };
  return { event: 'settings-signed', object, detail: { sequence, digest: sm3Hex(signedText(sequence, state)) } };
}
