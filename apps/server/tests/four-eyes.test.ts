import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';
import { ACTS, type Act } from './four-eyes.acts.ts';

let system: TestSystem;
let institution: string;
let one: { id: string; token: string };
let another: { id: string; token: string };
let third: { id: string; token: string };

async function person(login: string): Promise<{ id: string; token: string }> {
  const { token, get }: Person = await system.as(login);
  return { id: String((await get('/me')).body.id), token };
}

before(async () => {
  system = await startTestSystem();
  const clerk = await system.as('xingqing.caseworker');
  assert.equal((await clerk.post('/institutions', { code: 'P64010400001', kind: 'pharmacy', name: '药店' })).status, 201);
  const [row] = await system.query<{ id: string }>('select id from institution');
  institution = row!.id;
  one = await person('xingqing.caseworker');
  another = await person('xingqing.approver');
  third = await person('xingqing.leader');
});
after(() => system.stop());

/** The row that waits for the second person, written by the owner. */
async function waiting(act: Act, first: string): Promise<string> {
  await system.query('update application_step set voided_at = now() where decided_at is null and voided_at is null');
  await system.query(
    `update census_record set decided_at = now(), decided_by = gen_random_uuid(), accepted = false where decided_at is null`,
  );
  const [row] = await system.query<{ id: string }>(act.waits, [institution, first]);
  if (act.asked !== undefined) await system.query(act.asked, [row!.id, first]);
  return row!.id;
}

/**
 * One transaction of the servers' login, which may have proven a person by a session's token; rolled back.
 * @returns the name of the rule that refused it, or null
 */
async function asServers(act: Act, token: string | null, statements: readonly [string, unknown[]][]): Promise<string | null> {
  const client = new pg.Client({ connectionString: system.database.appUrl });
  await client.connect();
  try {
    await client.query(`begin; set local role ${act.role}; select set_config('app.scope', '${act.scope}', true)`);
    if (token !== null) await client.query('select act_for($1)', [token]);
    for (const [statement, values] of statements) assert.equal((await client.query(statement, values)).rowCount, 1, statement);
    await client.query('set constraints all immediate');
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.constraint ?? error.message;
  } finally {
    await client.query('rollback');
    await client.end();
  }
}

for (const act of ACTS)
  describe(act.name, () => {
    test(`${act.constraint}: plain SQL as the application role passes with the second person’s own session and no other way`, async () => {
      const id = await waiting(act, one.id);
      const second = (who: string): [string, unknown[]] => [act.second, [id, who]];
      const last = act.office === undefined ? another : await person(act.office);
      assert.equal(await asServers(act, last.token, [second(last.id)]), null, 'the second person');
      assert.equal(await asServers(act, one.token, [second(one.id)]), act.constraint, 'the first person again');
      assert.equal(await asServers(act, one.token, [second(last.id)]), 'acts_in_person', 'the first person under the second’s name');
      assert.equal(await asServers(act, null, [second(last.id)]), 'acts_in_person', 'nobody under the second’s name');
    });

    test(`${act.constraint}: one session writes no other person as the first of two, in one statement or in two`, async () => {
      const id = await waiting(act, another.id);
      const first = (who: string): [string, unknown[]] => [act.first, [id, who]];
      const refused = await asServers(act, one.token, [first(third.id)]);
      assert.equal(refused, 'acts_in_person');
      const forged = await asServers(act, another.token, [first(one.id), [act.second, [id, another.id]]]);
      assert.equal(forged, 'acts_in_person');
    });
  });

test('who acts is proven by a live session’s token: neither a setting nor a stranger’s word names a person', async () => {
  const client = new pg.Client({ connectionString: system.database.appUrl });
  await client.connect();
  const acting = async (...before: [string, unknown[]][]) => {
    await client.query(`begin; set local role app_county; select set_config('app.scope', '640104', true)`);
    for (const [statement, values] of before) await client.query(statement, values);
    const { rows } = await client.query('select acting_account() as who, current_setting($1, true) as said', ['app.acting']);
    await client.query('commit');
    return rows[0] as { who: string | null; said: string };
  };
  try {
    const proven = await acting(['select act_for($1)', [one.token]]);
    assert.equal(proven.who, one.id);
    const say = (text: string): [string, unknown[]] => [`select set_config('app.acting', $1, true)`, [text]];
    assert.equal((await acting(say(one.id))).who, null);
    assert.equal((await acting(say(proven.said))).who, null, 'another transaction’s word');
    assert.equal((await acting(['select act_for($1)', [one.token]], say(proven.said.replace(one.id, another.id)))).who, null);
    assert.equal((await acting(['select act_for($1)', ['a'.repeat(43)]])).who, null);
    await system.query('update session set ended_at = now() where account_id = $1', [another.id]);
    assert.equal((await acting(['select act_for($1)', [another.token]])).who, null, 'a session that has ended');
    await assert.rejects(client.query('set role app_county; select * from acting_key'), { code: '42501' });
    await client.query('reset role');
    await assert.rejects(client.query(`set role app_county; select acting_signature($$${one.id}$$)`), { code: '42501' });
  } finally {
    await client.end();
  }
});

/** Checks that compare two persons of a row, as the database has them. */
const FOUR_EYES = `select rel.relname as "table", con.conname as name,
    array(select attname::text from pg_attribute where attrelid = con.conrelid and attnum = any(con.conkey) and attname ~ '_by$' and atttypid = 'uuid'::regtype order by 1) as persons
  from pg_constraint con join pg_class rel on rel.oid = con.conrelid
  where con.contype = 'c' and pg_get_constraintdef(con.oid) ~ '_by[a-z_]* <> [a-z_]*_by|_by IS DISTINCT FROM [a-z_]*_by'`;

test('the list of acts is complete: every check of the database that tells two people apart is tried here', async () => {
  const checks = await system.query<{ table: string; name: string }>(FOUR_EYES);
  assert.deepEqual(
    checks.map((check) => `${check.table} ${check.name}`).sort(),
    [...new Set(ACTS.map((act) => `${act.table} ${act.constraint}`))].sort(),
  );
});

test('every person whom such a check compares acts in person, or is tied by a key to the row where he did', async () => {
  const checks = await system.query<{ table: string; name: string; persons: string[] }>(FOUR_EYES);
  const held = await system.query<{ table: string; columns: string[] }>(
    `select tgrelid::regclass::text as "table", string_to_array(trim(trailing chr(1) from replace(encode(tgargs, 'escape'), '\\000', chr(1))), chr(1)) as columns
     from pg_trigger where tgname = 'acts_in_person'
     union all
     select conrelid::regclass::text, array(select attname::text from pg_attribute where attrelid = conrelid and attnum = any(conkey))
     from pg_constraint where contype = 'f'`,
  );
  for (const { table, name, persons } of checks) {
    const safe = new Set(held.filter((one) => one.table === table).flatMap((one) => one.columns));
    assert.deepEqual(
      persons.filter((column) => !safe.has(column)),
      [],
      `${table} ${name}: select act_in_person('${table}', array[…])`,
    );
  }
});
