import type { TestSystem } from '@anjie/test-system';
import { type Actor, type Level, SYSTEM } from '../src/ground/actor.ts';
import { type Clock, createClock } from '../src/ground/clock.ts';
import { openDatabase } from '../src/ground/database.ts';
import { readMasterKeys } from '../src/ground/master-key.ts';
import { openSealing } from '../src/ground/sealed.ts';
import { sealedPlugin } from '../src/ground/sealed-plugin.ts';
import { createTransactor, type Transactor } from '../src/ground/transaction.ts';
import { openCampaigns, redecideTouched } from '../src/modules/admission/index.ts';
import { alertOfFacts } from '../src/modules/alerts/index.ts';
import { appendAudit } from '../src/modules/audit/index.ts';

/** The server's own transactions on a test's database, without its HTTP: for what a request cannot say. */
export interface InProcess {
  readonly transactor: Transactor;
  readonly clock: Clock;
  close(): Promise<void>;
}

/** @param locks 'none' shows what the lock is for */
export function openInProcess(system: TestSystem, connections = 8, locks: 'rows' | 'none' = 'rows'): InProcess {
  const sealed = sealedPlugin();
  const { db } = openDatabase(system.database.appUrl, connections, [sealed]);
  const sealing = openSealing({ masterKeys: readMasterKeys(system.environment.ANJIE_KEY_FILE!), url: system.database.appUrl });
  const ready = sealing.then((opened) => sealed.sealBy(opened));
  const clock = createClock();
  const own = createTransactor(db, clock, { locks });
  const transactor: Transactor = {
    run: (...given) => ready.then(() => own.run(...given)),
    asSystem: (...given) => ready.then(() => own.asSystem(...given)),
    asIdentity: (...given) => ready.then(() => own.asIdentity(...given)),
    snapshot: (...given) => ready.then(() => own.snapshot(...given)),
    beforeCommit: own.beforeCommit,
  };
  for (const hook of [alertOfFacts, openCampaigns, redecideTouched, appendAudit]) transactor.beforeCommit(hook);
  return {
    transactor,
    clock,
    async close() {
      await (await sealing).close();
      await db.destroy();
    },
  };
}

/** The actor that a demonstration account stands for, with a session that proves it to the database. */
export async function actorOf(system: TestSystem, login: string): Promise<Actor> {
  const [row] = await system.query<{
    id: string;
    name: string;
    role: string;
    level: Level;
    bureau_id: string | null;
    party_kind: Actor['partyKind'];
    party_id: string | null;
    prov: string | null;
    city: string | null;
    div: string | null;
  }>('select id, name, role, level, bureau_id, party_kind, party_id, prov, city, div from account where login = $1', [login]);
  return {
    ...SYSTEM,
    ...row!,
    bureauId: row!.bureau_id,
    partyKind: row!.party_kind,
    partyId: row!.party_id,
    proof: (await system.as(login)).token,
  };
}

/** Institutions of one county by plain SQL, then decided as the first registration would have. Codes P + six digits of the county + five. */
export async function plantInstitutions(system: TestSystem, within: InProcess, count: number, from = 1): Promise<string[]> {
  const rows = await system.query<{ id: string }>(
    `insert into institution (id, code, kind, name, prov, city, div, bureau_id, registered_at)
     select uuidv7(), 'P640104' || lpad(n::text, 5, '0'), 'pharmacy', '药店' || n, '640000', '640100', '640104', b.id, now()
     from generate_series($1::int, $2::int) n, bureau b where b.code = 'xingqing' returning id`,
    [from, from + count - 1],
  );
  const ids = rows.map((row) => row.id);
  for (let at = 0; at < ids.length; at += 1000)
    await within.transactor.asSystem('planting', async (tx) => {
      await tx.touch(ids.slice(at, at + 1000));
      tx.audit({ event: 'institutions-planted', object: null });
    });
  return ids;
}
