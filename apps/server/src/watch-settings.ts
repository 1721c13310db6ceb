import { checkSettings, type SettingsParts, signFirst } from './modules/settings/index.ts';
import type { AlarmParts } from './watch-manifest.ts';
import { watchFor } from './watch-manifest.ts';

const NAMED = 20;

/** Holds the settings to what two officers signed, now and every ten minutes; signs what stands at the first start with a key. */
export function watchSettings(settings: SettingsParts, parts: AlarmParts): { look(): Promise<void>; close(): Promise<void> } {
  const object = { kind: 'settings-signing', id: 'settings' };
  return watchFor('settings', parts, async () => {
    await parts.transactor.asSystem('settings', (tx) => signFirst(tx, settings));
    const answer = await parts.transactor.asSystem('settings', (tx) => checkSettings(tx.db, settings));
    if (answer.state === 'forged') return { event: 'settings-signature-forged', object };
    if (answer.state !== 'differs') return null;
    return { event: 'settings-changed-unseen', object, detail: { count: answer.differs.length, first: answer.differs.slice(0, NAMED) } };
  });
}
