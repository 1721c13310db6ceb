import { z } from 'zod';
import type { Clock } from './ground/clock.ts';
import type { Listener } from './ground/listener.ts';
import type { Log } from './ground/log.ts';
import { declareRefusals } from './ground/refusal.ts';
import { only, type Route, route } from './ground/route.ts';
import type { Transactor } from './ground/transaction.ts';
import { makeAllDue } from './modules/admission/index.ts';

const CLOCK_CHANNEL = 'anjie_clock';
const YEARS_20_MS = 20 * 366 * 86_400_000;

const refuse = declareRefusals({
  'clock-fixed': {
    status: 403,
    title: { zh: '正式安装的时钟不可移动', en: 'The clock of a production installation never moves' },
    mend: { zh: '请在演示安装中进行', en: 'Use a demonstration installation' },
    clause: null,
  },
});

/** The clock of a demonstration: moved for all processes at once; servers hear of it here, gateways by their feed. */
export function demonstrationClock(parts: {
  transactor: Transactor;
  clock: Clock;
  log: Log;
  listener: Listener;
  mode: string;
  /** loops that sleep by the clock */
  moved: () => void;
}): Route[] {
  const { transactor, clock, log, listener, mode, moved } = parts;
  const follow = async () => {
    const offset = await transactor.asSystem('clock', async (tx) => {
      const row = await tx.db.selectFrom('installation').select('clock_offset_ms').executeTakeFirstOrThrow();
      return row.clock_offset_ms;
    });
    if (offset === clock.offsetMs) return;
    clock.move(offset);
    moved();
  };
  listener.on(CLOCK_CHANNEL, () => void follow().catch((error) => log.warn('clock-not-followed', { error: String(error) })));

  return [
    route({
      method: 'POST',
      path: '/demonstration/clock',
      summary: { zh: '移动演示时钟', en: 'Move the clock of a demonstration' },
      access: only('system-administrator:nation'),
      body: z.strictObject({ offsetMs: z.number().int().min(-YEARS_20_MS).max(YEARS_20_MS) }),
      output: z.object({ offsetMs: z.number(), now: z.string() }),
      refusals: ['clock-fixed'],
      handler: async (tx, { body }) => {
        if (mode !== 'demonstration') refuse('clock-fixed');
        const before = await tx.db.selectFrom('installation').select('clock_offset_ms').forNoKeyUpdate().executeTakeFirstOrThrow();
        await tx.db.updateTable('installation').set({ clock_offset_ms: body.offsetMs }).execute();
        const now = new Date(Date.now() + body.offsetMs);
        if (body.offsetMs < before.clock_offset_ms) await makeAllDue(tx, now);
        tx.audit({ event: 'clock-moved', object: null, detail: { from: before.clock_offset_ms, to: body.offsetMs } });
        await tx.announce(CLOCK_CHANNEL, '');
        tx.afterCommit(() => {
          clock.move(body.offsetMs);
          moved();
        });
        return { offsetMs: body.offsetMs, now: now.toISOString() };
      },
    }),
  ];
}
