import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { canonicalJson } from '@anjie/admission';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../src/ground/actor.ts';
import type { Tx } from '../src/ground/transaction.ts';
import { verify } from '../src/modules/admission/verify.ts';
import { FeedReader } from './feed-reader.ts';
import { actorOf, type InProcess, openInProcess, plantInstitutions } from './in-process.ts';
import { rounds } from './proof-size.ts';

const WRITERS = 16;
const CHANGES = rounds(600, 20_000);

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system, WRITERS + 2);
});
after(async () => {
  await within.close();
  await system.stop();
});

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** Gives the institution its agreement, or ends it: every call changes the entry. */
async function turn(tx: Tx, institution: string): Promise<void> {
  await tx.touch([institution]);
  const ended = await tx.db
    .updateTable('service_agreement')
    .set({ ended_at: tx.now })
    .where('institution_id', '=', institution)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (ended.numUpdatedRows > 0n) return;
  await tx.db
    .insertInto('service_agreement')
    .values({
      id: uuidv7(),
      institution_id: institution,
      prov: '640000',
      city: '640100',
      div: '640104',
      number: 'feed',
      year: 2026,
      valid_from: '2026-01-01',
      recorded_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .execute();
}

test('16 writers, 3 readers, writers and server killed at random: every reader ends equal to the database, without gaps, never back', async () => {
  const ids = await plantInstitutions(system, within, 120);
  const administrator = await system.as('nx.system-administrator');
  const readers: FeedReader[] = [];
  for (const code of ['reader-1', 'reader-2', 'reader-3']) {
    const enrolled = await administrator.post('/enforcement/gateways', { code, name: code, environments: ['production'] });
    assert.equal(enrolled.status, 201, JSON.stringify(enrolled.body));
    readers.push(new FeedReader(() => system.url, code, enrolled.body.secret as unknown as string));
  }
  const clerk: Actor = await actorOf(system, 'xingqing.caseworker');
  let done = 0;
  let killed = 0;
  // A failure of one ends them all: a writer that goes on alone would keep the run alive for ever.
  let over = false;
  const writer = async () => {
    while (!over && done < CHANGES) {
      try {
        await within.transactor.run(clerk, 'feed-writer', (tx) => turn(tx, pick(ids)));
        done += 1;
      } catch {
        killed += 1;
        await delay(5);
      }
    }
  };
  const havoc = async () => {
    for (let kills = 0; !over && done < CHANGES; kills++) {
      await delay(150);
      await system.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'anjie-server' and state <> 'idle' order by random() limit 2`,
      );
      if (kills % 2 === 0) pick(readers).cut();
      if (kills % 5 === 2) {
        await system.server.kill();
        await system.restart();
      }
    }
  };
  await Promise.all([havoc(), ...Array.from({ length: WRITERS }, writer)]).finally(() => {
    over = true;
  });

  const [head] = await system.query<{ revision: string }>('select revision from feed_head');
  for (let i = 0; i < 400 && readers.some((reader) => reader.revision < Number(head!.revision)); i++) await delay(50);
  const rows = await system.query<{ id: string; revision: string; entry: unknown }>(
    'select institution_id as id, revision, entry from admission_entry',
  );
  for (const reader of readers) {
    assert.deepEqual(reader.faults, []);
    assert.equal(reader.entries.size, rows.length);
    for (const row of rows) {
      const held = reader.entries.get(row.id)!;
      assert.equal(held.revision, Number(row.revision));
      assert.equal(canonicalJson(held.entry), canonicalJson(row.entry));
    }
    assert.ok(reader.frames > 0);
    await reader.stop();
  }
  assert.ok(killed > 0, 'writers were killed');
  const found = await verify(within.transactor, within.clock, null);
  assert.deepEqual([found.drifted, found.ok], [0, true]);
});

/** Changes numbered two ways on plain tables; a reader asks for what lies above the last it saw. Returns how many it never saw. */
async function missedBy(numbering: 'sequence' | 'locked head'): Promise<number> {
  const pool = new pg.Pool({ connectionString: system.database.ownerUrl, max: WRITERS + 1 });
  await pool.query('drop table if exists numbered, number_head; drop sequence if exists number_sequence');
  await pool.query('create table numbered (revision bigint primary key); create sequence number_sequence');
  await pool.query('create table number_head (revision bigint); insert into number_head values (0)');
  const next =
    numbering === 'sequence'
      ? `insert into numbered values (nextval('number_sequence'))`
      : 'with head as (update number_head set revision = revision + 1 returning revision) insert into numbered select revision from head';
  let writing = WRITERS;
  const writer = async () => {
    const client = await pool.connect();
    for (let i = 0; i < CHANGES / WRITERS; i++) {
      await client.query('begin');
      await client.query(next);
      // What a transaction still does after it has its number; with the head it is the commit alone.
      if (numbering === 'sequence') await delay(Math.random() * 4);
      await client.query('commit');
    }
    client.release();
    writing -= 1;
  };
  const seen = new Set<string>();
  const reader = async () => {
    let last = '0';
    for (let final = false; !final; ) {
      final = writing === 0;
      const { rows } = await pool.query<{ revision: string }>('select revision from numbered where revision > $1 order by revision', [
        last,
      ]);
      for (const row of rows) seen.add(row.revision);
      last = rows.at(-1)?.revision ?? last;
      await delay(1);
    }
  };
  await Promise.all([reader(), ...Array.from({ length: WRITERS }, writer)]);
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from numbered');
  await pool.end();
  return rows[0]!.n - seen.size;
}

test('a reader of revisions from the locked head misses nothing; from a sequence it misses changes for ever', async () => {
  assert.equal(await missedBy('locked head'), 0);
  assert.ok((await missedBy('sequence')) > 0);
});
