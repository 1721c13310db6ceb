import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareKey } from '@anjie/guomi';
import { readYaml } from '@anjie/rulebook';
import { type Kysely, sql } from 'kysely';
import { CLEARANCE } from '../../ground/clearance.ts';
import { masterKeyId } from '../../ground/master-key.ts';
import type { Database } from '../../ground/schema.generated.ts';
import { auditKey, auditKeys, filePlace, heldBy, verifyAudit } from '../audit/index.ts';
import { OFFICERS } from '../identity/index.ts';
import type { Accounts, Audit, Authority, Backup, Defence, Stored } from './measured.ts';

type Db = Kysely<Database>;

/** What the database itself shows, in one snapshot under the role of the servers' own work. */
export interface DatabaseFacts {
  readonly mode: 'production' | 'demonstration';
  readonly clockOffsetMs: number;
  readonly accounts: Omit<Accounts, 'knownPassword'>;
  readonly authority: Authority;
  readonly audit: Omit<Audit, 'places' | 'onlyHere' | 'archive' | 'chainHolds'>;
  readonly stored: Omit<Stored, 'openFiles' | 'secretFiles'>;
  readonly backup: Backup;
  readonly tls: boolean;
  /** whether tables of what is planned are there */
  readonly tables: { readonly vulnerabilityScans: boolean };
  readonly alerts: Defence['alerts'];
  readonly refusedSince: boolean;
}

/** `~1` text and `~2` JSON under a key; `~0`: destroyed, with its number in the register. */
const SEALED_OR_DESTROYED = '^~([12]\\.|0\\.[0-9]+$)';

const names = async (db: Db, query: ReturnType<typeof sql<{ name: string }>>): Promise<string[]> =>
  (await query.execute(db)).rows.map(({ name }) => name);
const one = async <Row>(db: Db, query: ReturnType<typeof sql<Row>>): Promise<Row> => (await query.execute(db)).rows[0]!;

interface Asked {
  readonly root: string;
  readonly masterKeys: readonly Buffer[];
  /** days after which an account counts as unused, the longest of all provinces; 0: never */
  readonly unusedDays: number;
  /** of this run's own refusals */
  readonly probedAt: Date;
  /** kinds of the places that checkpoints go to */
  readonly places: readonly string[];
}

/** @param db a snapshot as app_system */
export async function measureDatabase(db: Db, asked: Asked): Promise<DatabaseFacts> {
  const installation = await db.selectFrom('installation').select(['mode', 'clock_offset_ms', 'id']).executeTakeFirstOrThrow();
  const dictionary = readDictionary(asked.root);
  const now = new Date(Date.now() + installation.clock_offset_ms);
  const { tls } = await one(
    db,
    sql<{ tls: boolean }>`select coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as tls`,
  );
  const tables = await one(
    db,
    sql<{
      vulnerabilityScans: boolean;
    }>`select to_regclass('public.vulnerability_scan') is not null as "vulnerabilityScans"`,
  );
  const { refused } = await one(
    db,
    sql<{ refused: boolean }>`select exists (select 1 from audit_event where result = 'refused'
      and at >= ${new Date(asked.probedAt.getTime() + installation.clock_offset_ms - 1000)}) as refused`,
  );
  return {
    mode: installation.mode as DatabaseFacts['mode'],
    clockOffsetMs: installation.clock_offset_ms,
    accounts: await accountsOf(db, now, asked.unusedDays),
    authority: await authorityOf(db, dictionary),
    audit: await auditOf(db, asked.places),
    stored: await storedOf(db, dictionary, asked.masterKeys),
    backup: await backupOf(db),
    tls,
    tables,
    alerts: await alertsOf(db, now),
    refusedSince: refused,
  };
}

async function accountsOf(db: Db, now: Date, unusedDays: number): Promise<DatabaseFacts['accounts']> {
  const numbers = await one(
    db,
    sql<{ active: number; repeated: number; without: number; doubled: number; live: number; unique: boolean }>`select
      (select count(*)::int from account where active) as active,
      (select count(*)::int from (select 1 from account group by lower(login) having count(*) > 1) r) as repeated,
      (select count(*)::int from account a where active and kind = 'person'
        and not exists (select 1 from factor f where f.account_id = a.id and f.confirmed_at is not null and f.removed_at is null)) as without,
      (select count(*)::int from (select 1 from account where active and person_digest is not null
        group by person_digest, role, prov, city, div, bureau_id, party_id having count(*) > 1) d) as doubled,
      (select count(*)::int from session s join account a on a.id = s.account_id where s.ended_at is null and s.expires_at > ${now}
        and s.stage = 'full' and s.factor is null and a.kind = 'person') as live,
      exists (select 1 from pg_index i join pg_attribute c on c.attrelid = i.indrelid and c.attnum = i.indkey[0]
        where i.indrelid = 'account'::regclass and i.indisunique and i.indnatts = 1 and c.attname = 'login') as unique`,
  );
  const factors = await sql<{ kind: string; number: number }>`select kind, count(*)::int as number from factor
    where confirmed_at is not null and removed_at is null group by kind order by kind`.execute(db);
  return {
    active: numbers.active,
    repeatedLogins: numbers.repeated,
    loginsUnique: numbers.unique,
    withoutPassword: await names(
      db,
      sql`select login as name from account where active and password_hash not like 'argon2id$%' and password_hash <> 'none' order by login`,
    ),
    withoutFactor: numbers.without,
    factors: Object.fromEntries(factors.rows.map(({ kind, number }) => [kind, number])),
    pastValidity: await names(
      db,
      sql`select login as name from account where active and valid_until < (${now}::timestamptz at time zone 'Asia/Shanghai')::date order by login`,
    ),
    unused:
      unusedDays === 0
        ? []
        : await names(
            db,
            sql`select login as name from account where active and kind = 'person'
              and coalesce(last_login_at, created_at) < ${new Date(now.getTime() - (unusedDays + 1) * 86_400_000)} order by login`,
          ),
    doubled: numbers.doubled,
    officersUnidentified: await names(
      db,
      sql`select login as name from account where active and role = any(${[...OFFICERS]}) and person_digest is null order by login`,
    ),
    liveWithoutFactor: numbers.live,
  };
}

/** Triggers without which two people, or one person's two duties, are no longer kept apart. */
const GUARDS = [
  ['account', 'keeps_duties'],
  ['account', 'comes_back_by_two'],
  ['account_code', 'invites_as_owner'],
  ['delegation', 'delegates_business_alone'],
] as const;

async function authorityOf(db: Db, dictionary: Dictionary): Promise<Authority> {
  const roles = await names(db, sql`select distinct role || ':' || level as name from account where active`);
  const standing = await names(
    db,
    sql`select tgrelid::regclass || '.' || tgname as name from pg_trigger where not tgisinternal and tgenabled <> 'D'`,
  );
  const unforced = await names(
    db,
    sql`select c.relname as name from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      and not (c.relrowsecurity and c.relforcerowsecurity) and exists (select 1 from pg_policy p where p.polrelid = c.oid) order by 1`,
  );
  const { secured } = await one(
    db,
    sql<{
      secured: number;
    }>`select count(*)::int as secured from pg_class where relforcerowsecurity and relnamespace = 'public'::regnamespace`,
  );
  const columns = await names(
    db,
    sql`select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped order by 1`,
  );
  return {
    roles: roles.length,
    overlapping: await names(
      db,
      sql`select string_agg(distinct a.login, '+') as name from account_duty d join account a on a.id = d.account_id where d.to_at is null
        group by d.person having bool_or(d.role = any(${[...OFFICERS]})) and count(distinct d.role) > 1`,
    ),
    missingGuards: GUARDS.map((parts) => parts.join('.')).filter((guard) => !standing.includes(guard)),
    unforced,
    territoryTables: secured,
    excessive: await names(
      db,
      sql`select unnest(array_remove(array[
          case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end, case when rolcreaterole then 'createrole' end,
          case when exists (select 1 from pg_class where relowner = r.oid) then 'owns tables' end], null)) as name
        from pg_roles r where rolname in (session_user, current_user)`,
    ),
    byOnePerson: await names(
      db,
      sql`select login as name from account where active and created_by is not null and created_by = activated_by order by login`,
    ),
    ranges: await names(
      db,
      sql`select role || ' ' || range as name from management_range where ended_at is null and role = any(${[...OFFICERS]}) order by 1`,
    ),
    rolesWithoutClearance: roles.filter((role) => !(role in CLEARANCE) && !(role.split(':')[0]! in CLEARANCE)),
    ungraded: columns.filter((column) => !dictionary.graded.has(column) && dictionary.excepted(column)),
    graded: dictionary.graded.size,
  };
}

/** A checkpoint counts as delivered once each of the places has taken it; the newest may still be on its way to the others. */
async function auditOf(db: Db, places: readonly string[]): Promise<DatabaseFacts['audit']> {
  const numbers = await one(
    db,
    sql<{
      rows: number;
      last: Date | null;
      silent: number;
      checkpoints: number;
      undelivered: number;
      archived: number;
      owed: number;
    }>`select
      (select count(*)::int from audit_event) as rows, (select max(at) from audit_event) as last,
      (select count(*)::int from account a where a.last_login_at is not null and not exists (select 1 from audit_event e where e.actor_id = a.id)) as silent,
      (select count(*)::int from audit_checkpoint) as checkpoints,
      (select count(*)::int from audit_checkpoint c where delivered_at is null
        or size < (select max(size) from audit_checkpoint) and exists (select 1 from unnest(${[...places]}::text[]) place
          where not exists (select 1 from unnest(c.delivered_to) taken where split_part(taken, ' ', 1) = place))) as undelivered,
      (select count(*)::int from audit_archive) as archived,
      (select greatest(0, count(distinct to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM'))::int - 1) from audit_event) as owed`,
  );
  const changeable = await names(
    db,
    sql`select r.rolname || '.' || p as name from pg_roles r, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p
      where (r.rolname like 'app\\_%' or r.rolname = session_user) and not r.rolsuper and has_table_privilege(r.oid, 'audit_event', p) order by 1`,
  );
  return {
    rows: numbers.rows,
    lastAt: numbers.last?.toISOString() ?? null,
    silentActors: numbers.silent,
    columns: await names(
      db,
      sql`select attname as name from pg_attribute where attrelid = 'audit_event'::regclass and attnum > 0 and not attisdropped order by attnum`,
    ),
    results: await names(db, sql`select distinct result as name from audit_event order by 1`),
    changeableBy: changeable,
    checkpoints: numbers.checkpoints,
    undelivered: numbers.undelivered,
    archivedMonths: numbers.archived,
    monthsOwed: Math.max(0, numbers.owed - numbers.archived),
  };
}

/**
 * Whether the audit verifies, with what the second place holds.
 *
 * @throws where its rows cannot even be read: in a snapshot of its own, for a query that failed ends one
 */
export async function chainHolds(
  db: Db,
  { masterKeys, checkpointFile }: { readonly masterKeys: readonly Buffer[]; readonly checkpointFile: string | null },
): Promise<boolean> {
  const { id: installation } = await db.selectFrom('installation').select('id').executeTakeFirstOrThrow();
  const [first] = masterKeys;
  if (first === undefined) return false;
  const signer = auditKey(first, installation);
  const delivered = await heldBy(checkpointFile === null ? [] : [filePlace(checkpointFile)]);
  const changes = await auditKeys(signer).changes(db);
  return (await verifyAudit(db, { installation, keys: [prepareKey(signer.publicKey)], changes, delivered })).ok;
}

async function storedOf(db: Db, dictionary: Dictionary, masterKeys: readonly Buffer[]): Promise<DatabaseFacts['stored']> {
  const sealed = await db.selectFrom('sealed_column').select(['table_name', 'column_name', 'json']).orderBy('table_name').execute();
  const guarded = await names(
    db,
    sql`select distinct c.relname || '.' || a.attname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any(t.tgattr) where t.tgname = 'keeps_sealed' and t.tgenabled = 'A'`,
  );
  const plain: string[] = [];
  for (const { table_name: table, column_name: column, json } of sealed) {
    const may = await one(db, sql<{ may: boolean }>`select has_column_privilege(${table}, ${column}, 'select') as may`);
    if (!may.may) continue;
    const text = json ? sql`${sql.ref(column)} #>> '{}'` : sql.ref(column);
    const { found } = await one(
      db,
      sql<{
        found: boolean;
      }>`select exists (select 1 from ${sql.table(table)} where ${sql.ref(column)} is not null and ${text} !~ ${SEALED_OR_DESTROYED}) as found`,
    );
    if (found) plain.push(`${table}.${column}`);
  }
  const texts = await names(
    db,
    sql`select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
      and format_type(a.atttypid, null) in ('text', 'character varying', 'jsonb') order by 1`,
  );
  const places = sealed.map((row) => `${row.table_name}.${row.column_name}`);
  const keys = await db.selectFrom('sealing_key').select(['purpose', 'master_key_id']).execute();
  const known = new Set(masterKeys.map(masterKeyId));
  const numbers = await one(
    db,
    sql<{ hashed: boolean; destructions: number }>`select
      not exists (select 1 from account where password_hash not like 'argon2id$%' and password_hash <> 'none') as hashed,
      (select count(*)::int from destruction) as destructions`,
  );
  return {
    sealedColumns: sealed.length,
    unguarded: places.filter((place) => !guarded.includes(place)),
    plain,
    unsealed: texts.filter((place) => dictionary.personal.has(place) && !dictionary.open.has(place) && !places.includes(place)),
    excused: dictionary.open.size,
    keys: Object.fromEntries(
      Map.groupBy(keys, (key) => key.purpose)
        .entries()
        .map(([purpose, all]) => [purpose, all.length]),
    ),
    foreignKeys: keys.filter((key) => !known.has(key.master_key_id)).length,
    passwordsHashed: numbers.hashed,
    destructions: numbers.destructions,
  };
}

async function alertsOf(db: Db, now: Date): Promise<Defence['alerts']> {
  return one(
    db,
    sql<Defence['alerts']>`select
      (select count(*)::int from account where active and role = 'security-officer') as officers,
      (select count(*)::int from alert where closed_at is null) as standing,
      (select count(*)::int from alert where closed_at is null and acknowledged_at is null and severity = 'critical'
        and first_seen < ${new Date(now.getTime() - 86_400_000)}) as unattended`,
  );
}

async function backupOf(db: Db): Promise<Backup> {
  return one(
    db,
    sql<Backup>`select current_setting('archive_mode') as "archiveMode",
      (select count(*)::int from pg_stat_replication) as replicas,
      (select count(*)::int from pg_stat_replication where client_addr is not null and not client_addr <<= '127.0.0.0/8' and client_addr <> '::1') as "remoteReplicas"`,
  );
}

interface Dictionary {
  readonly graded: ReadonlySet<string>;
  readonly personal: ReadonlySet<string>;
  readonly open: ReadonlySet<string>;
  /** whether the dictionary is to explain the column: the table of migrations is the machinery's own */
  excepted(column: string): boolean;
}

const FILE = 'apps/server/migrations/data-dictionary.yaml';

function readDictionary(root: string): Dictionary {
  const { tree } = readYaml({ file: FILE, content: readFileSync(join(root, FILE), 'utf8') });
  const { tables = {}, open = {} } = tree as {
    tables?: Record<string, { columns?: Record<string, readonly string[]> }>;
    open?: Record<string, string>;
  };
  const entries = Object.entries(tables).flatMap(([table, { columns }]) =>
    Object.entries(columns ?? {}).map(([column, [grade]]) => [`${table}.${column}`, grade] as const),
  );
  return {
    graded: new Set(entries.map(([place]) => place)),
    personal: new Set(entries.filter(([, grade]) => grade === '个人').map(([place]) => place)),
    open: new Set(Object.keys(open)),
    excepted: (column) => !column.startsWith('schema_migration'),
  };
}
