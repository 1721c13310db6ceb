import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestCluster, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

/** Tables with territory columns that do not force row security, each with its reason. */
const OPEN: Record<string, string> = {
  bureau: 'who the authorities are is public',
};

/** Roles a request may run as. */
const SCOPES = ['app_national', 'app_province', 'app_city', 'app_county', 'app_party', 'anjie_app'];

interface Table {
  name: string;
  forced: boolean;
  partition: boolean;
}

const territoryTables = () =>
  system.query<Record<string, unknown> & Table>(`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced, c.relispartition as partition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')
      and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname in ('prov', 'city', 'div', 'institution_id') and not a.attisdropped)
    order by 1`);

test('every table with territory data forces row security; the exceptions are listed with their reasons', async () => {
  const open = (await territoryTables()).filter((table) => !table.forced && !table.partition).map((table) => table.name);
  const unreadable = await system.query<{ name: string }>(
    `select distinct c.relname as name from pg_class c
     where c.relname = any($1) and not exists (
       select 1 from unnest($2::text[]) role where has_table_privilege(role, c.oid, 'select, insert, update, delete'))`,
    [open, SCOPES],
  );
  const workTables = new Set(unreadable.map((row) => row.name));
  assert.deepEqual(
    open.filter((name) => !workTables.has(name)),
    Object.keys(OPEN),
  );
});

test('partitions are reached through their forced parent alone', async () => {
  const partitions = (await territoryTables()).filter((table) => table.partition).map((table) => table.name);
  assert.ok(partitions.length > 0);
  const granted = await system.query(
    `select c.relname, role from pg_class c, unnest($2::text[]) role
     where c.relname = any($1) and has_table_privilege(role, c.oid, 'select, insert, update, delete')`,
    [partitions, [...SCOPES, 'app_system']],
  );
  assert.deepEqual(granted, []);
});

test('the servers’ login owns nothing, sees nothing by itself and bypasses nothing', async () => {
  const [login] = await system.query(
    `select rolsuper, rolbypassrls, rolinherit, (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = 'anjie_app'`,
  );
  assert.deepEqual(login, { rolsuper: false, rolbypassrls: false, rolinherit: false, owned: 0 });
  const scopes = await system.query(
    `select rolname from pg_roles where rolname like 'app\\_%' and (rolsuper or rolbypassrls or rolcanlogin)`,
  );
  assert.deepEqual(scopes, []);
});

test('NX-20(4): no other login of the cluster may connect to the database of the servers', async () => {
  const { template } = await openTestCluster();
  const [open] = await system.query(
    `select has_database_privilege('public', $1, 'connect') as everybody, has_database_privilege('anjie_app', $1, 'connect') as servers`,
    [template],
  );
  assert.deepEqual(open, { everybody: false, servers: true });
});

test('every forced table has a policy for each scope it grants anything to', async () => {
  const missing = await system.query(
    `select c.relname, role from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest($1::text[]) role
     where n.nspname = 'public' and c.relforcerowsecurity and not c.relispartition
       and has_table_privilege(role, c.oid, 'select')
       and not exists (select 1 from pg_policy p where p.polrelid = c.oid and (select oid from pg_roles where rolname = role) = any(p.polroles))`,
    [['app_national', 'app_province', 'app_city', 'app_county', 'app_party', 'app_system']],
  );
  assert.deepEqual(missing, []);
});
