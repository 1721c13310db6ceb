import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DEMONSTRATION_PASSWORD, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import { createApp } from '../src/app.ts';
import { gradeOf, leavesOf } from '../src/ground/answer-grades.ts';
import { clearedFor } from '../src/ground/clearance.ts';
import { readConfiguration } from '../src/ground/configuration.ts';
import type { Route } from '../src/ground/route.ts';
import { plantAdmitted } from './admitted-institution.ts';
import { type InProcess, openInProcess } from './in-process.ts';
import { type Body, type Case, casesOf, NO_TERRITORY, type Real } from './territory-walk.cases.ts';

let system: TestSystem;
let within: InProcess;
let routes: readonly Route[];
let cases: Record<string, Case>;

/** Who holds a role inside the territory of the walk (兴庆区, 银川市, 宁夏) and who holds it outside. */
const INSIDE = { county: 'xingqing', city: 'yinchuan', province: 'nx' };
const OUTSIDE = { county: ['jinfeng', 'chengqu'], city: ['jincheng', 'ningdong'], province: ['sx'] };
const PARTIES = ['agency', 'vendor', 'platform-vendor', 'integration-partner', 'carrier'];
const INSIDE_PARTY: Record<string, string> = {
  institution: 'walk.inside',
  agency: 'agency-yc.operator',
  vendor: 'his-vendor.operator',
  'platform-vendor': 'platform.operator',
  'integration-partner': 'partner.operator',
  carrier: 'carrier-a.operator',
};

before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  const app = await createApp(readConfiguration(system.environment));
  routes = app.routes;
  await app.close();
  cases = casesOf(await realObjects());
});
after(async () => {
  await within.close();
  await system.stop();
});

async function created(answer: Promise<Seen>): Promise<Record<string, unknown>> {
  const { status, body } = await answer;
  assert.ok(status === 200 || status === 201, JSON.stringify(body));
  return body;
}

/** Makes an account as two officers of the province would. */
async function account(province: string, login: string, role: string, partyKind: 'institution' | 'firm', partyCode: string): Promise<void> {
  const administrator = await system.as(`${province}.system-administrator`);
  const officer = await system.as(`${province}.security-officer`);
  const password = DEMONSTRATION_PASSWORD;
  await created(administrator.post('/accounts', { login, name: login, role, partyKind, partyCode, password }));
  await created(officer.post(`/accounts/${login}/activation`));
}

/** Objects of one institution, made by those who may. */
async function realObjects(): Promise<Real> {
  const { code } = await plantAdmitted(system, within, 1);
  const clerk = await system.as('xingqing.caseworker');
  const province = await system.as('nx.caseworker');
  const institution = `/institutions/${code}`;
  await created(
    (await system.as('jinfeng.caseworker')).post('/institutions', { code: 'P64010600001', kind: 'pharmacy', name: '外区药店' }),
  );
  await account('nx', 'walk.inside', 'institution', 'institution', code);
  await account('nx', 'walk.outside', 'institution', 'institution', 'P64010600001');
  await created((await system.as('sx.caseworker')).post('/firms', { code: 'outsiders', name: '外省企业', roles: PARTIES }));
  for (const role of PARTIES) await account('sx', `walk.outside.${role}`, role, 'firm', 'outsiders');
  const upload: Body = { raw: '%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n', type: 'application/pdf' };
  const document = await created(send(clerk, 'POST', { path: `${institution}/documents`, body: upload }));
  const operator = await created(clerk.post(`${institution}/operators`, { role: 'operator', name: '李四' }));
  const thrownAway: Body = { raw: '%PDF-1.4\n2 0 obj\n<<>>\nendobj\n%%EOF\n', type: 'application/pdf' };
  const wasted = await created(send(clerk, 'POST', { path: `${institution}/documents`, body: thrownAway }));
  const destruction = await created(clerk.post(`${institution}/destructions`, { kind: 'document', subject: wasted.id, reason: '误传' }));
  const amendment = await created(
    (await system.as('walk.inside')).post(`${institution}/amendments`, { set: { tier: '二级' }, nature: 'correction', reason: '更正' }),
  );
  const [imported] = await system.query<{ id: string }>(
    `insert into import_job (id, prov, city, div, list, format, file_name, sm3, bytes, dry_run, keep, state, finished_at, created_at, created_by)
     select uuidv7(), prov, city, div, 'institutions', 'csv', 'walk.csv', repeat('0', 64), 0, false, 'all', 'done', now(), now(), bureau_id
     from institution where code = $1 returning id`,
    [code],
  );
  const [clock] = await system.query<{ id: string }>(
    `insert into statutory_clock (id, institution_id, prov, city, div, subject_kind, subject_id, kind, end_events, clause, stated, started_at, due_at, warn_at, explanation)
     select gen_random_uuid(), id, prov, city, div, 'institution', id, 'walk', '{"ended"}', 'NX-20(2)', true, now(), now() + interval '9 days', now() + interval '8 days', '[]'
     from institution where $1 like '%' || code returning id`,
    [institution],
  );
  const restriction = await created(province.post(`${institution}/restrictions`, { kind: 'cut-off', clause: 'NX-18', reason: '一机两网' }));
  const proposal = await created(
    clerk.post(`${institution}/restriction-proposals`, { kind: 'settlement-termination', clause: 'NX-20(4)', reason: '混用环境' }),
  );
  const agreement = await created(
    clerk.post(`${institution}/agreements`, {
      kind: 'commitment',
      signatories: { institution: true, bureau: false },
      signedOn: '2026-01-05',
    }),
  );
  const serviceAgreement = await created(
    clerk.post(`${institution}/service-agreements`, { number: 'S9', year: new Date().getFullYear() + 1, validFrom: '2026-01-01' }),
  );
  const filings = await system.query<{ subject: 'line' | 'address' | 'terminal'; id: string }>('select subject, id from filing');
  const filing = Object.fromEntries(filings.map((row) => [row.subject, row.id])) as Record<'line' | 'address' | 'terminal', string>;
  const exception = await created(clerk.post(`${institution}/address-exceptions`, { reason: '另设窗口', extra: 1 }));
  await created((await system.as('his-vendor.operator')).post('/systems', { code: 'walk.his', name: '示范系统', release: '1.0' }));
  const application = await created(clerk.post(`${institution}/applications`, { kind: 'new-designation', system: 'walk.his' }));
  const [joint] = await system.query<{ campaign: string }>(
    `with tested as (
       insert into test_report (id, application_id, institution_id, prov, city, div, vendor_id, passed, report, sm3, recorded_by, recorded_at)
       select gen_random_uuid(), id, institution_id, prov, city, div, vendor_id, true, '{}', repeat('0', 64), bureau_id, now()
       from application where number = $1 returning *),
     frozen as (
       insert into frozen_run (id, application_id, institution_id, prov, city, div, vendor_id, report_id, sm3, campaign, run, share, document,
         signature, public_key, frozen_at, verified_by, verified_at)
       select gen_random_uuid(), application_id, institution_id, prov, city, div, vendor_id, id, sm3, gen_random_uuid(), 1, 1, '{}',
         '', '', now(), recorded_by, now() from tested)
     insert into test_campaign (id, application_id, institution_id, prov, city, div, vendor_id, campaign, plan, opened_by, opened_at)
     select gen_random_uuid(), application_id, institution_id, prov, city, div, vendor_id, gen_random_uuid(), 'pharmacy', recorded_by, now()
     from tested returning campaign`,
    [application.number],
  );
  const gateway = await created(
    (await system.as('nx.system-administrator')).post('/enforcement/gateways', {
      code: 'walk',
      name: 'walk',
      environments: ['production'],
    }),
  );
  const [report] = await system.query<{ id: string }>(
    `insert into epoch_report (id, gateway_id, epoch, previous_epoch, withheld, reported_at)
     select uuidv7(), id, gen_random_uuid(), gen_random_uuid(), '{}', now() from gateway where code = 'walk' returning id`,
  );
  const text = (object: Record<string, unknown>, ...names: string[]) =>
    String(names.map((name) => object[name]).find((one) => one !== undefined));
  return {
    code,
    document: text(document, 'id'),
    destruction: text(destruction, 'id'),
    operator: text(operator, 'id'),
    amendment: text(amendment, 'id'),
    clock: clock!.id,
    imported: imported!.id,
    restriction: text(restriction, 'id'),
    proposal: text(proposal, 'id'),
    agreement: text(agreement, 'id'),
    serviceAgreement: text(serviceAgreement, 'id'),
    ...filing,
    exception: text(exception, 'id', 'number'),
    application: text(application, 'number'),
    campaign: joint!.campaign,
    gateway: text(gateway, 'code'),
    epochReport: report!.id,
  };
}

interface Seen {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A request with everything its route may ask for; a reply that is a file counts by its status. */
async function send(person: Person, method: string, { path, body }: Case): Promise<Seen> {
  const raw = body !== undefined && 'raw' in body;
  const response = await fetch(`${system.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${person.token}`,
      'if-match': '"1"',
      'idempotency-key': randomUUID(),
      'x-file-name': 'walk.pdf',
      ...(method === 'GET' ? {} : { 'content-type': raw ? body.type : 'application/json' }),
    },
    body: method === 'GET' ? null : raw ? body.raw : JSON.stringify(body ?? {}),
  });
  const text = await response.text();
  if (response.ok && text.startsWith('{'))
    answered.push({ token: person.token, method, path, request: response.headers.get('x-request-id')!, body: JSON.parse(text) });
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

/** Every answer that this walk was given, for what the audit must hold of it. */
const answered: { token: string; method: string; path: string; request: string; body: unknown }[] = [];

/** Refusals given before the object is looked at, or because it is not seen. */
const NOT_REACHED = new Set(['input-invalid', 'input-not-json', 'not-found', 'not-logged-in', 'role-not-allowed', 'version-missing']);

const keyOf = (route: Route) => `${route.method} ${route.path}`;
const rolesOf = (route: Route): readonly string[] => (route.access.kind === 'roles' ? route.access.roles : []);
const territorial = () =>
  routes.filter((route) => route.access.kind === 'roles' && route.path.includes(':') && !(keyOf(route) in NO_TERRITORY));
const walked = () => territorial().filter((route) => keyOf(route) in cases);

function outsiders(route: Route): string[] {
  return rolesOf(route).flatMap((role) => {
    const [name, level] = role.split(':') as [string, string | undefined];
    if (level === undefined) return [name === 'institution' ? 'walk.outside' : `walk.outside.${name}`];
    const places = OUTSIDE[level as keyof typeof OUTSIDE] ?? [];
    return places.map((place) => `${place}.${name}`);
  });
}

function insiders(route: Route): string[] {
  return rolesOf(route).flatMap((role) => {
    const [name, level] = role.split(':') as [string, string | undefined];
    if (level === undefined) return [INSIDE_PARTY[name]!];
    if (role === 'reader:nation') return ['demo.reader'];
    return level === 'nation' ? [`nation.${name}`] : [`${INSIDE[level as keyof typeof INSIDE]}.${name}`];
  });
}

/** Everything recorded but the audit, what logging in leaves, and the alerts that so many refusals raise. */
async function contents(): Promise<string> {
  const tables = await system.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and relkind in ('r', 'p')
       and not relispartition and relname not in ('audit_event', 'audit_head', 'audit_checkpoint', 'session', 'account', 'alert') order by 1`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const [row] = await system.query<{ digest: string }>(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${name} t ${name === 'notification' ? `where event not like 'alert-%'` : ''}`,
    );
    parts.push(`${name} ${row!.digest}`);
  }
  return parts.join('\n');
}

test('every route that names an object of a territory is walked, or says why it names none', () => {
  const unlisted = territorial()
    .map(keyOf)
    .filter((key) => !(key in cases));
  assert.deepEqual(unlisted, []);
  const known = new Set(routes.map(keyOf));
  assert.deepEqual(
    [...Object.keys(cases), ...Object.keys(NO_TERRITORY)].filter((key) => !known.has(key)),
    [],
  );
});

test('with real ids of another territory every route answers 404 to every role that may call it, and changes nothing', async () => {
  const before = await contents();
  const seen: string[] = [];
  for (const route of walked()) {
    const people = outsiders(route);
    assert.ok(people.length > 0, `${keyOf(route)} has no outsider`);
    for (const login of people) {
      const answer = await send(await system.as(login), route.method, cases[keyOf(route)]!);
      if (answer.status !== 404) seen.push(`${keyOf(route)} as ${login}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
    }
  }
  assert.deepEqual(seen, []);
  assert.equal(await contents(), before);
});

test('lists of another territory hold nothing of the institution', async () => {
  const { code } = (await system.query<{ code: string }>(`select code from institution where div = '640104'`))[0]!;
  const lists = routes.filter(
    (route) => route.method === 'GET' && !route.path.includes(':') && route.raw === null && route.access.kind === 'roles',
  );
  for (const route of lists)
    for (const login of outsiders(route)) {
      const answer = await send(await system.as(login), 'GET', { path: route.path });
      assert.ok(!JSON.stringify(answer.body).includes(code), `${keyOf(route)} as ${login}`);
    }
});

test('positive control: the same requests reach the object for somebody of its own territory', async () => {
  const unreached: string[] = [];
  for (const route of walked()) {
    const answers: string[] = [];
    let reached = false;
    for (const login of insiders(route)) {
      const answer = await send(await system.as(login), route.method, cases[keyOf(route)]!);
      answers.push(`${login} ${answer.status} ${String(answer.body.code ?? '')}`);
      reached = answer.status < 500 && !NOT_REACHED.has(String(answer.body.code));
      if (reached) break;
    }
    if (!reached) unreached.push(`${keyOf(route)}: ${answers.join('; ')}`);
  }
  assert.deepEqual(unreached, []);
});

/** Reads whose answers hold persons only in states that this walk does not bring about; the mechanism is the same for all (ground/http.ts). */
const NOT_SHOWN_HERE: readonly string[] = [
  'GET /access-reviews/:id',
  'GET /accounts/:login',
  'GET /alerts/:id',
  'GET /applications/:number',
  'GET /applications/:number/test-campaigns/:campaign',
  'GET /calendar-notices',
  'GET /clocks/:id/history',
  'GET /delegations',
  'GET /deputies',
  'GET /division-changes',
  'GET /institutions/:code/contacts',
  'GET /institutions/:code/reach-checks',
  'GET /institutions/:code/urgings',
  'GET /withdrawals',
];

test('NX-附3.2-3a: every answer of this walk that showed a person stands in the audit, with who saw it; a new route too', async () => {
  const of = (method: string, path: string) =>
    routes.find(
      (route) =>
        route.method === method &&
        new RegExp(`^${route.path.replaceAll(/:[a-zA-Z0-9]+/g, '[^/]+')}$`).test(path.split('?')[0]!) &&
        route.output,
    );
  for (const route of routes.filter((one) => one.method === 'GET' && !one.path.includes(':') && one.output !== null))
    for (const login of new Set(insiders(route).slice(0, 1))) await send(await system.as(login), 'GET', { path: route.path });
  await delay(1000);
  const people = new Map(
    (
      await system.query<{ digest: string; login: string; role: string }>(
        `select encode(token_digest, 'hex') as digest, login, case level when 'party' then role else role || ':' || level end as role
         from session s join account a on a.id = s.account_id`,
      )
    ).map((row) => [row.digest, row]),
  );
  const kept = new Map(
    (
      await system.query<{ request_id: string; login: string }>(
        'select request_id, login from audit_event e join account a on a.id = e.actor_id',
      )
    ).map((row) => [row.request_id, row.login]),
  );
  const shown = new Set<string>();
  const missing: string[] = [];
  for (const { token, method, path, request, body } of answered) {
    const route = of(method, path);
    if (route === undefined) continue;
    const { login, role } = people.get(createHash('sha256').update(token).digest('hex'))!;
    const { disclosed } = clearedFor(role, route, body);
    if (disclosed.length === 0) continue;
    shown.add(keyOf(route));
    if (kept.get(request) !== login) missing.push(`${keyOf(route)} as ${login}: ${disclosed.join(', ')}`);
  }
  assert.deepEqual(missing, []);
  const able = routes.filter(
    (route) =>
      route.method === 'GET' &&
      route.output !== null &&
      leavesOf(route.output).some((leaf) => gradeOf(keyOf(route), leaf)?.grade === '个人'),
  );
  const unshown = able.map(keyOf).filter((key) => !shown.has(key));
  assert.deepEqual(
    unshown.filter((key) => !NOT_SHOWN_HERE.includes(key)),
    [],
    'make the walk show what a new route shows',
  );
  assert.ok(shown.size >= 8, [...shown].join(', '));
});

test('NX-附3.2-3a: every read of the audit stands in the audit; a new route too', async () => {
  const reads = routes.filter((route) => route.method === 'GET' && route.path.startsWith('/audit/'));
  assert.ok(reads.length >= 9);
  const unkept: string[] = [];
  for (const route of reads) {
    const path =
      route.path.replace(':seq', '1').replace(':month', '2020-01') + (route.path === '/audit/extension' ? '?first=1&second=2' : '');
    const person = await system.as('nation.auditor');
    const response = await fetch(`${system.url}/api/v1${path}`, { headers: { authorization: `Bearer ${person.token}` } });
    await response.text();
    await delay(600);
    const rows = await system.query(
      `select 1 from audit_event e join account a on a.id = e.actor_id where request_id = $1 and login = 'nation.auditor'`,
      [response.headers.get('x-request-id')],
    );
    if (rows.length === 0) unkept.push(`${keyOf(route)} ${response.status}`);
  }
  assert.deepEqual(unkept, []);
});
