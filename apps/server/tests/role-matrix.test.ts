import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DEMONSTRATION_PASSWORD, startTestSystem, type TestSystem } from '@anjie/test-system';
import { routeInventory } from '../src/route-inventory.ts';

/** What each route says of itself in the committed inventory, which a person has read: never what the code says today. */
interface Row {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly access: 'public' | 'gateway' | ReadonlySet<string>;
}

const rows: Row[] = readFileSync(join(import.meta.dirname, 'route-inventory.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [key, said] = line.split(' | ') as [string, string];
    const [method, path] = key.split(' ') as [string, string];
    const access = said.startsWith('public:') ? 'public' : said === 'gateway' ? 'gateway' : new Set(said.split(' '));
    return { key, method, path, access };
  });

/** Of each role one person in Xingqing, Yinchuan or Ningxia, and one elsewhere; the nation is everywhere. */
const PEOPLE: Record<string, readonly string[]> = {
  ...forEach(['caseworker', 'approver', 'leader'], { county: ['xingqing', 'chengqu'], city: ['yinchuan', 'jincheng'] }),
  ...forEach(['caseworker', 'approver', 'leader', 'system-administrator', 'security-officer', 'auditor'], {
    province: ['nx', 'sx'],
    nation: ['nation'],
  }),
  'reader:nation': ['demo.reader'],
  institution: ['matrix.inside', 'matrix.outside'],
  agency: ['agency-yc.operator', 'matrix.agency'],
  vendor: ['his-vendor.operator', 'matrix.vendor'],
  'platform-vendor': ['platform.operator', 'matrix.platform-vendor'],
  'integration-partner': ['partner.operator', 'matrix.integration-partner'],
  carrier: ['carrier-a.operator', 'carrier-jc.operator'],
};

function forEach(roles: readonly string[], places: Record<string, readonly string[]>): Record<string, string[]> {
  return Object.fromEntries(
    roles.flatMap((role) => Object.entries(places).map(([level, names]) => [`${role}:${level}`, names.map((name) => `${name}.${role}`)])),
  );
}

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const ok = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    assert.ok(status < 300, JSON.stringify(body));
  };
  const account = async (province: string, login: string, role: string, partyKind: string, partyCode: string) => {
    const body = { login, name: login, role, partyKind, partyCode, password: DEMONSTRATION_PASSWORD };
    await ok((await system.as(`${province}.system-administrator`)).post('/accounts', body));
    await ok((await system.as(`${province}.security-officer`)).post(`/accounts/${login}/activation`));
  };
  for (const [place, county, code] of [
    ['inside', 'xingqing', 'P64010400001'],
    ['outside', 'jinfeng', 'P64010600001'],
  ] as const) {
    await ok((await system.as(`${county}.caseworker`)).post('/institutions', { code, kind: 'pharmacy', name: '药店' }));
    await account('nx', `matrix.${place}`, 'institution', 'institution', code);
  }
  const others = ['agency', 'vendor', 'platform-vendor', 'integration-partner'];
  await ok((await system.as('sx.caseworker')).post('/firms', { code: 'others', name: '外省企业', roles: others }));
  for (const role of others) await account('sx', `matrix.${role}`, role, 'firm', 'others');
});
after(() => system.stop());

/** The route with ids that exist nowhere and a body that no schema takes: whoever may call it is told so, and nothing is changed. */
async function ask(row: Row, token: string | null): Promise<{ status: number; code: string | null }> {
  const path = row.path.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' ? 'ffffffff-ffff-4fff-8fff-ffffffffffff' : 'NOWHERE'));
  const response = await fetch(`${system.url}/api/v1${path}`, {
    method: row.method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(row.method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'if-match': '"1"' }),
    },
    body: row.method === 'GET' ? null : '{"no such field":0}',
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const code = /^\{"type":"urn:anjie:refusal/.test(text) ? (JSON.parse(text) as { code: string }).code : null;
  return { status: response.status, code };
}

const LOGGING_OUT = 'POST /sessions/end';
const UNFINISHED = new Set(['POST /sessions/challenge', 'POST /sessions/factor']);

/** A few at a time: a refusal is cheap. */
async function askAll(token: string | null): Promise<Map<string, { status: number; code: string | null }>> {
  const answers = new Map<string, { status: number; code: string | null }>();
  const waiting = rows.filter((row) => row.key !== LOGGING_OUT).values();
  const worker = async () => {
    for (const row of waiting) answers.set(row.key, await ask(row, token));
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  // Last: it does what it says.
  answers.set(LOGGING_OUT, await ask(rows.find((row) => row.key === LOGGING_OUT)!, token));
  return answers;
}

/** Everything recorded but the audit, what logging in leaves, and the alerts that so many refusals rightly raise. */
async function contents(): Promise<string> {
  const tables = await system.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and relkind in ('r', 'p')
       and not relispartition and relname not in ('audit_event', 'audit_head', 'audit_checkpoint', 'session', 'account', 'alert') order by 1`,
  );
  const digests = tables.map(
    ({ name }) =>
      `select '${name} ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as of from ${name} t${name === 'notification' ? " where topic <> 'alert'" : ''}`,
  );
  return (await system.query<{ of: string }>(digests.join(' union all ')))
    .map((row) => row.of)
    .sort()
    .join('\n');
}

test('every route has a row in the matrix, and the matrix no row without a route', async () => {
  const routes = (await routeInventory()).map((route) => `${route.method} ${route.path}`);
  assert.deepEqual(new Set(rows.map((row) => row.key)), new Set(routes));
});

test('every role that a route names is somebody in the matrix', () => {
  const named = new Set(rows.flatMap((row) => (typeof row.access === 'string' ? [] : [...row.access])));
  assert.deepEqual(
    [...named].filter((role) => PEOPLE[role] === undefined),
    [],
  );
});

test('GJ-3.5: every route × every role, at home and elsewhere: whom the row does not name is refused, whom it names is not, and nothing changes', async () => {
  const before = await contents();
  const wrong: string[] = [];
  let pairs = 0;
  for (const [role, logins] of Object.entries(PEOPLE))
    for (const login of logins) {
      const answers = await askAll((await system.as(login)).token);
      for (const row of rows) {
        const { status, code } = answers.get(row.key)!;
        const allowed = row.access === 'public' || (row.access !== 'gateway' && row.access.has(role));
        const refused = row.access === 'gateway' ? status === 401 || status === 403 : status === 403 && code === 'role-not-allowed';
        // What belongs to a login that is not complete refuses one that is.
        const complete = UNFINISHED.has(row.key) && status === 403 && code === 'session-limited';
        const reached = complete || (status !== 401 && status !== 403 && status < 500);
        pairs += 1;
        if (!(allowed ? reached : refused)) wrong.push(`${login} (${role}) ${row.key}: ${status} ${code}`);
      }
    }
  assert.deepEqual(wrong, []);
  assert.ok(pairs >= rows.length * Object.keys(PEOPLE).length);
  assert.equal(await contents(), before);
});

test('NX-附3.2-1a: without a session, with a forged token and with one that has ended every route but the public ones is refused', async () => {
  const ended = (await system.as('xingqing.leader')).token;
  await system.query(
    `update session set expires_at = created_at where account_id = (select id from account where login = 'xingqing.leader')`,
  );
  for (const [what, token] of [
    ['no token', null],
    ['a forged token', 'A'.repeat(43)],
    ['an ended session', ended],
  ] as const) {
    const answers = await askAll(token);
    const open = rows.filter((row) => answers.get(row.key)!.status !== 401).map((row) => row.key);
    assert.deepEqual(
      open,
      rows.filter((row) => row.access === 'public').map((row) => row.key),
      what,
    );
  }
});
