import { readFileSync } from 'node:fs';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { createClock } from './ground/clock.ts';
import { openDatabase } from './ground/database.ts';
import { readMasterKeys } from './ground/master-key.ts';
import { openSealing, type Sealing } from './ground/sealed.ts';
import { sealedPlugin } from './ground/sealed-plugin.ts';
import { startFault } from './ground/start-fault.ts';
import { createTransactor } from './ground/transaction.ts';
import { appendAudit } from './modules/audit/index.ts';
import { codeDigest, NO_PASSWORD, newCode, OFFICERS } from './modules/identity/index.ts';

/**
 * `init`: the first people of a production installation. Three officers, each with a one-time code that is printed once and ends after a day;
 * no account that anybody else knows. Uses the owner's URL, as migrate does: to the servers' login the database refuses an invitation.
 */
const CODE_HOURS = 24;
const territory = z.string().regex(/^\d{6}$/);

const setup = z.strictObject({
  divisions: z.array(
    z.strictObject({
      code: territory,
      name: z.string().min(1).max(60),
      level: z.enum(['nation', 'province', 'city', 'county']),
      parent: territory.nullable(),
    }),
  ),
  bureaus: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/),
        gb: territory.nullable(),
        name: z.string().min(1).max(60),
        level: z.enum(['nation', 'province', 'city', 'county']),
        parent: z.string().nullable(),
        prov: territory.nullable(),
        city: territory.nullable(),
        div: territory.nullable(),
      }),
    )
    .min(1),
  /** the bureau of the officers: the nation's or a province's */
  bureau: z.string(),
  officers: z.record(
    z.enum(OFFICERS),
    z.strictObject({ name: z.string().min(1).max(50), identityNumber: z.string().regex(/^[0-9A-Z]{6,20}$/) }),
  ),
});
type Setup = z.output<typeof setup>;

interface Invitation {
  readonly login: string;
  readonly role: string;
  readonly code: string;
  readonly expiresAt: string;
}

class Refused extends Error {}

async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  const { ANJIE_OWNER_DATABASE_URL: owner, DATABASE_URL: app, ANJIE_KEY_FILE: keyFile } = process.env;
  if (owner === undefined || app === undefined || keyFile === undefined)
    throw new Refused('缺少 ANJIE_OWNER_DATABASE_URL、DATABASE_URL 或 ANJIE_KEY_FILE / one of these settings is missing');
  const given = file === undefined || file === '--renew' ? null : readSetup(file);
  const client = new pg.Client({ connectionString: owner });
  await client.connect();
  const sealing = await openSealing({ masterKeys: readMasterKeys(keyFile), url: app });
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7003)');
    const { rows } = await client.query('select mode from installation');
    if (rows[0]?.mode !== 'production')
      throw new Refused(
        '只有生产安装需要初始化：ANJIE_MODE=production / only a production installation is initialised: ANJIE_MODE=production',
      );
    const invitations = given === null ? await renew(client) : await begin(client, sealing, given);
    await client.query('commit');
    await audit(
      app,
      given === null ? 'officers-invited-again' : 'installation-initialised',
      invitations.map(({ login }) => login),
    );
    process.stdout.write(`${JSON.stringify(invitations)}\n`);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    await sealing.close();
    await client.end();
  }
}

function readSetup(file: string): Setup {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refused(`无法读取 ${file}：${(error as Error).message} / it cannot be read as JSON`);
  }
  const parsed = setup.safeParse(value);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Refused(`初始化文件有误 / the setup is not valid: ${file}\n${lines.join('\n')}`);
  }
  const numbers = OFFICERS.map((role) => parsed.data.officers[role].identityNumber);
  if (new Set(numbers).size !== numbers.length)
    throw new Refused('三员须由三个不同的人担任（GJ-3.5） / the three officers are three people (GJ-3.5)');
  const bureau = parsed.data.bureaus.find((one) => one.code === parsed.data.bureau);
  if (bureau === undefined || (bureau.level !== 'nation' && bureau.level !== 'province'))
    throw new Refused(`bureau: ${parsed.data.bureau}（须为所列的国家级或省级医保局 / one of the bureaus, of the nation or a province）`);
  return parsed.data;
}

async function begin(client: pg.Client, sealing: Sealing, given: Setup): Promise<Invitation[]> {
  const { rows: people } = await client.query('select 1 from account limit 1');
  if (people.length > 0)
    throw new Refused(
      '本安装已有账号，不能再次初始化；登录码过期请用 --renew / this installation has accounts already; where codes have expired use --renew',
    );
  for (const one of given.divisions)
    await client.query(
      `insert into division (code, name, parent, level, valid_from) values ($1, $2, $3, $4, '2000-01-01') on conflict do nothing`,
      [one.code, one.name, one.parent, one.level],
    );
  const ids = new Map<string, string>();
  for (const one of given.bureaus) {
    const parent = one.parent === null ? null : ids.get(one.parent);
    if (parent === undefined) throw new Refused(`bureaus: ${one.code}：上级须列在前面 / its parent ${one.parent} must stand before it`);
    const id = uuidv7();
    await client.query(
      'insert into bureau (id, code, gb_code, name, level, parent_id, prov, city, div) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [id, one.code, one.gb, one.name, one.level, parent, one.prov, one.city, one.div],
    );
    ids.set(one.code, id);
  }
  const home = given.bureaus.find((one) => one.code === given.bureau)!;
  const now = new Date();
  const invitations: Invitation[] = [];
  for (const role of OFFICERS) {
    const [id, login, officer] = [uuidv7(), `${home.code}.${role}`, given.officers[role]];
    await client.query(
      `insert into account (id, login, name, role, level, bureau_id, prov, city, div, password_hash, person_digest, active, created_at, identity_number)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true, $12, $13)`,
      [
        id,
        login,
        sealing.seal('account', 'name', id, officer.name),
        role,
        home.level,
        ids.get(home.code),
        home.prov,
        home.city,
        home.div,
        NO_PASSWORD,
        sealing.digest(officer.identityNumber),
        now,
        sealing.seal('account', 'identity_number', id, officer.identityNumber),
      ],
    );
    invitations.push(await invite(client, { id, login, role, ...home }, now));
  }
  return invitations;
}

/** New codes for officers who have not come yet; whoever has come is never invited again. */
async function renew(client: pg.Client): Promise<Invitation[]> {
  const { rows } = await client.query(
    `select id, login, role, prov, city, div from account a where password_hash = $1 and active
       and exists (select 1 from account_code c where c.account_id = a.id and c.kind = 'invitation') order by login for update`,
    [NO_PASSWORD],
  );
  if (rows.length === 0) throw new Refused('没有等待登录的三员 / no officer waits to come in');
  const now = new Date();
  await client.query(`update account_code set ended_at = $2 where account_id = any($1) and used_at is null and ended_at is null`, [
    rows.map((row) => row.id),
    now,
  ]);
  const invitations: Invitation[] = [];
  for (const row of rows) invitations.push(await invite(client, row, now));
  return invitations;
}

interface Invited {
  readonly id: string;
  readonly login: string;
  readonly role: string;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
}

async function invite(client: pg.Client, account: Invited, now: Date): Promise<Invitation> {
  const [code, expiresAt] = [newCode(4), new Date(now.getTime() + CODE_HOURS * 3_600_000)];
  await client.query(
    `insert into account_code (id, account_id, prov, city, div, kind, digest, requested_at, expires_at) values ($1, $2, $3, $4, $5, 'invitation', $6, $7, $8)`,
    [uuidv7(), account.id, account.prov, account.city, account.div, codeDigest(code), now, expiresAt],
  );
  return { login: account.login, role: account.role, code, expiresAt: expiresAt.toISOString() };
}

/** The audit begins with who was invited; appended as the servers append. */
async function audit(app: string, event: string, logins: string[]): Promise<void> {
  const sealed = sealedPlugin();
  const { db } = openDatabase(app, 2, [sealed]);
  const transactor = createTransactor(db, createClock());
  transactor.beforeCommit(appendAudit);
  try {
    await transactor.asSystem('init', async (tx) => tx.audit({ event, object: null, detail: { logins } }));
  } finally {
    await db.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Refused ? error.message : startFault(error as Error, 'ANJIE_OWNER_DATABASE_URL')}\n`);
  process.exitCode = 1;
});
