import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readCheckpoint } from '@anjie/audit-trail';
import { importPublicKey, prepareKey, type Sm2PublicKey } from '@anjie/guomi';
import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { rounds } from '../../../tests/proof-size.ts';
import { openDatabase } from '../../ground/database.ts';
import type { Database } from '../../ground/schema.generated.ts';
import { type AuditScene, auditScene, type Verification } from './audit.scene.ts';
import { filePlace } from './second-place.ts';
import { heldBy, verifyAudit } from './verify-audit.ts';

let scene: AuditScene;
let owner: ReturnType<typeof openDatabase>;
let key: Sm2PublicKey;
let installation: string;
let rows: number;

before(async () => {
  scene = await auditScene({ ANJIE_AUDIT_CHECKPOINT_ROWS: '20' });
  const { body } = await scene.auditor.get('/audit/key');
  key = prepareKey(importPublicKey(String(body.pem)));
  installation = String(body.installation);
  for (let i = 0; i < 4; i += 1) {
    await scene.addRows(15);
    rows = await scene.settle();
  }
  owner = openDatabase(scene.system.database.ownerUrl, 2);
});
after(async () => {
  await owner.db.destroy();
  await scene.system.stop();
});

/** One thousand in full. */
const CHANGES = rounds(120, 700);
const MOVES = rounds(60, 300);
const WINDOW_MS = rounds(2000, 20_000);

class Undo extends Error {}

/** Tampers as the owner of the database, verifies, and takes it back. */
async function verdictAfter(tamper: (db: Kysely<Database>) => Promise<unknown>) {
  const delivered = await heldBy([filePlace(scene.file)]);
  let verdict: Awaited<ReturnType<typeof verifyAudit>> | undefined;
  const trial = owner.db.transaction().execute(async (db) => {
    await tamper(db);
    verdict = await verifyAudit(db, { installation, keys: [key], changes: [], delivered });
    throw new Undo();
  });
  await assert.rejects(trial, Undo);
  return verdict!;
}

const TEXTS = ['request_id', 'actor', 'role', 'event', 'address', 'object_id', 'refusal', 'prov'];
/** One byte of a column, whatever its type, and the row it is in. */
const byteChange = fc.record({
  seq: fc.nat(),
  column: fc.constantFrom(...TEXTS, 'hash', 'previous', 'at', 'detail', 'result', 'actor_id', 'institution_id'),
  place: fc.nat(),
  flip: fc.integer({ min: 1, max: 255 }),
});

async function changeByte(
  db: Kysely<Database>,
  { seq, column, place, flip }: { seq: number; column: string; place: number; flip: number },
) {
  const name = sql.ref(column);
  if (column === 'hash' || column === 'previous')
    return sql`update audit_event set ${name} = set_byte(${name}, ${place % 32}, get_byte(${name}, ${place % 32}) # ${flip}) where seq = ${seq}`.execute(
      db,
    );
  if (column === 'at') return sql`update audit_event set at = at + ${flip} * interval '1 microsecond' where seq = ${seq}`.execute(db);
  if (column === 'detail')
    return sql`update audit_event set detail = detail || jsonb_build_object('n', ${place}::int) where seq = ${seq}`.execute(db);
  if (column === 'result')
    return sql`update audit_event set result = case result when 'refused' then 'read' else 'refused' end where seq = ${seq}`.execute(db);
  if (column === 'actor_id' || column === 'institution_id')
    return sql`update audit_event set ${name} = gen_random_uuid() where seq = ${seq}`.execute(db);
  const other = String.fromCodePoint(0x4e00 + ((place * 256 + flip) % 20_000));
  return sql`update audit_event set ${name} = overlay(coalesce(${name}, '') placing ${other} from ${1 + (place % 8)} for 1) where seq = ${seq}`.execute(
    db,
  );
}

test('random single changes of a value straight in the database are all found, the row named', async (t) => {
  await fc.assert(
    fc.asyncProperty(byteChange, async (change) => {
      const seq = 1 + (change.seq % rows);
      const verdict = await verdictAfter((db) => changeByte(db, { ...change, seq }));
      assert.deepEqual([verdict.ok, verdict.firstBad], [false, seq], JSON.stringify({ ...change, seq }));
    }),
    { numRuns: CHANGES },
  );
  t.diagnostic(`${CHANGES} 处改动全部发现，均指明该条 / changes, all found, the row named`);
});

test('random deletions, truncations, exchanges and doublings of rows are all found, the first bad row named', async (t) => {
  const way = fc.constantFrom('delete', 'truncate', 'truncate with checkpoints and head', 'exchange', 'double');
  await fc.assert(
    fc.asyncProperty(way, fc.nat(), fc.nat(), async (how, a, b) => {
      const first = 1 + (a % rows);
      const second = 1 + (b % rows);
      const [low, high] = [Math.min(first, second), Math.max(first, second)];
      const { ok, firstBad } = await verdictAfter(async (db) => {
        if (how === 'delete') await sql`delete from audit_event where seq = ${low}`.execute(db);
        if (how.startsWith('truncate')) await sql`delete from audit_event where seq >= ${low}`.execute(db);
        if (how.endsWith('head')) {
          await sql`delete from audit_checkpoint where size >= ${low}`.execute(db);
          await sql`update audit_head set seq = ${low - 1}, hash = coalesce((select hash from audit_event where seq = ${low - 1}), ${Buffer.alloc(32)})`.execute(
            db,
          );
        }
        if (how === 'exchange')
          for (const [from, to] of [[low, -1], [high, low], [-1, high]] as const) // biome-ignore format: three steps
            await sql`update audit_event set seq = ${to} where seq = ${from}`.execute(db);
        if (how === 'double')
          await sql`insert into audit_event select seq, at + interval '1 second', request_id, actor_id, actor, role, address, event, object_kind,
            object_id, prov, city, div, institution_id, result, refusal, detail, previous, hash from audit_event where seq = ${low}`.execute(
            db,
          );
      });
      assert.deepEqual([ok, firstBad], how === 'exchange' && low === high ? [true, null] : [false, low], how);
    }),
    { numRuns: MOVES },
  );
  t.diagnostic(
    `${MOVES} 次删除、截断、调换、重复全部发现，指明最早的一条 / deletions, truncations, exchanges and doublings, all found, the first bad row named`,
  );
});

test('a number beyond a double and an instant without end are no way to write something else unseen', async () => {
  const big = await verdictAfter((db) => sql`update audit_event set detail = '{"path": 9007199254740993}' where seq = 5`.execute(db));
  assert.equal(big.firstBad, 5);
  const endless = await verdictAfter((db) => sql`update audit_event set at = 'infinity' where seq = 7`.execute(db));
  assert.equal(endless.firstBad, 7);
});

test('changes of checkpoints are found: text, size, deletion', async () => {
  const kinds = [];
  for (const change of [
    sql`update audit_checkpoint set checkpoint = replace(checkpoint, '"at":"2', '"at":"3')`,
    sql`update audit_checkpoint set size = size + 1 where size = (select max(size) from audit_checkpoint)`,
    sql`delete from audit_checkpoint where size = (select min(size) from audit_checkpoint)`,
    sql`delete from audit_checkpoint where size = (select max(size) from audit_checkpoint)`,
    sql`delete from audit_checkpoint`,
  ]) {
    const { ok, fault } = await verdictAfter((db) => change.execute(db));
    kinds.push([ok, fault?.kind]);
  }
  assert.deepEqual(kinds, [
    [false, 'checkpoint-forged'],
    [false, 'checkpoint-forged'],
    [false, 'checkpoint-missing'],
    [false, 'checkpoint-missing'],
    [false, 'checkpoint-missing'],
  ]);
});

test('the window is what no delivered checkpoint attests yet: tampering in it alone goes unseen, and it closes', async (t) => {
  let flooding = true;
  const flood = [1, 2, 3, 4].map(async () => {
    while (flooding) await scene.addRows(5);
  });
  let widest = { rows: 0, ms: 0, checkpoints: 0 };
  for (const until = Date.now() + WINDOW_MS; Date.now() < until; await delay(20)) {
    const [open] = await scene.system.query<{ rows: number; ms: number; checkpoints: number }>(
      `with delivered as (select coalesce(max(size), 0) as size from audit_checkpoint where delivered_at is not null)
       select (h.seq - d.size)::int as rows, (select count(*)::int from audit_checkpoint where delivered_at is null) as checkpoints,
         coalesce((extract(epoch from clock_timestamp() - (select at from audit_event where seq = d.size + 1)) * 1000)::int, 0) as ms
       from audit_head h, delivered d`,
    );
    const { rows: open1, ms, checkpoints } = open!;
    widest = { rows: Math.max(widest.rows, open1), ms: Math.max(widest.ms, ms), checkpoints: Math.max(widest.checkpoints, checkpoints) };
  }
  flooding = false;
  await Promise.all(flood);
  t.diagnostic(
    `窗口最宽 ${widest.rows} 条、${widest.ms} 毫秒（设为 20 条或 1 秒，连续写入）/ widest window under a flood, with 20 rows or 1 s set`,
  );
  assert.ok(widest.checkpoints <= 1, `${widest.checkpoints} checkpoints waited: what is signed is delivered before more is signed`);
  const last = await scene.settle();
  const cut = await verdictAfter((db) => sql`delete from audit_event where seq > ${last - 1}`.execute(db));
  assert.deepEqual([cut.ok, cut.firstBad], [false, last], 'what is delivered is missed at once');
  await scene.addRows(1);
  const unseen = await verdictAfter(async (db) => {
    const { rows: head } = await sql<{ seq: number; covered: number }>`select (select seq from audit_head)::int as seq,
      (select max(size) from audit_checkpoint)::int as covered`.execute(db);
    await sql`delete from audit_event where seq > ${head[0]!.covered}`.execute(db);
    await sql`update audit_head set seq = ${head[0]!.covered}, hash = (select hash from audit_event where seq = ${head[0]!.covered})`.execute(
      db,
    );
  });
  assert.equal(unseen.ok, true, 'the window that is stated');
  rows = await scene.settle();
});

test('a database set back to before a delivered checkpoint is signed no further', async () => {
  await scene.addRows(25);
  await scene.settle();
  const held = readFileSync(scene.file, 'utf8');
  const ahead = held.trimEnd().split('\n').at(-1)!;
  await scene.system.server.stop();
  const before = await scene.system.query<{ size: number }>('select max(size)::int as size from audit_checkpoint');
  const [last] = await scene.system.query<{ previous: number }>(
    `select coalesce((select max(size) from audit_checkpoint where size < $1), 0)::int as previous`,
    [before[0]!.size],
  );
  await scene.system.query('delete from audit_event where seq > $1', [last!.previous]);
  await scene.system.query('delete from audit_checkpoint where size > $1', [last!.previous]);
  await scene.system.query('update audit_head set seq = $1, hash = (select hash from audit_event where seq = $1)', [last!.previous]);
  await scene.system.restart();
  await scene.addRows(3);
  await delay(2500);
  const [now] = await scene.system.query<{ size: number }>('select max(size)::int as size from audit_checkpoint');
  assert.equal(now!.size, last!.previous, 'nothing was signed over what is gone');
  assert.match(scene.system.server.log(), /audit-broken/);
  const auditor = await scene.system.as('nation.auditor');
  const { ok, covered, fault } = (await auditor.get('/audit/verification')).body as unknown as Verification;
  assert.deepEqual([ok, covered, fault?.kind], [false, last!.previous, 'rows-cut-off']);
  assert.ok(readCheckpoint(ahead)!.size > last!.previous);
  writeFileSync(scene.file, held);
});
