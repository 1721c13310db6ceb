import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { logIn, startTestSystem } from '@anjie/test-system';
import type { z } from 'zod';
import { openScene, type Scene } from '../src/modules/onboarding/onboarding.scene.ts';
import { routeInventory } from '../src/route-inventory.ts';

/** Attempts to break in, each by what the attacker wants; other files prove four eyes, territories, roles, limits and alerts. */
let scene: Scene;
/** two institutions of two counties, and an application of the first */
let [own, foreign, application] = ['', '', ''];
before(async () => {
  scene = await openScene();
  own = await scene.institution('pharmacy');
  foreign = await scene.institution('pharmacy', 'jinfeng.caseworker');
  application = await scene.open(own);
});
after(() => scene.system.stop());

const EVIL = 'evil.example';

/** Sends bytes as they stand; everything that comes back until the connection ends. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(scene.system.url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.setEncoding('utf8').on('data', (piece) => {
    heard += piece;
  });
  socket.on('error', () => undefined);
  socket.setTimeout(20_000, () => socket.destroy(new Error('nobody answered')));
  socket.write(text);
  await once(socket, 'close');
  return heard;
}

const ask = (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
  fetch(`${scene.system.url}${path}`, { ...init, headers, redirect: 'manual' });
const bearer = async (login: string) => `Bearer ${(await scene.system.as(login)).token}`;

test('RFC 9112, 6.3: who hides a request behind another one’s body, by two lengths or a folded header, is refused in words and cut off', async () => {
  const authorization = await bearer('xingqing.caseworker');
  const made = JSON.stringify({ code: 'P64010499001', kind: 'pharmacy', name: '走私药房' });
  const hidden = `POST /api/v1/institutions HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(made)}\r\nConnection: close\r\n\r\n${made}`;
  const chunked = `0\r\n\r\n${hidden}`;
  const length = Buffer.byteLength(chunked);
  for (const framing of [
    `Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n`,
    `Transfer-Encoding: chunked\r\nContent-Length: ${length}\r\n`,
    `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n`,
    'Transfer-Encoding: xchunked\r\n',
    'Transfer-Encoding: chunked, identity\r\n',
    'Transfer-Encoding:\u000bchunked\r\n',
    `Content-Length: 5\r\nContent-Length: ${length}\r\n`,
    `Content-Length: 5\r\nContent-Length: 5\r\n`,
    'Content-Length: 5, 5\r\n',
    'Content-Length : 5\r\n',
    'Content-Length: +5\r\n',
    'Content-Length: 0x5\r\n',
    'X-Folded: a\r\n b\r\nContent-Length: 5\r\n',
    'X-Folded: a\r\n\tContent-Length: 0\r\nContent-Length: 5\r\n',
    'X-Bare: y\nContent-Length: 5\r\n',
    'X-Null: a\u0000b\r\nContent-Length: 5\r\n',
  ]) {
    const heard = await raw(`POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${framing}\r\n${chunked}`);
    assert.match(heard, /^HTTP\/1\.1 400 /, JSON.stringify(framing));
    assert.equal(heard.match(/HTTP\/1\.1 \d/g)?.length, 1, `one answer, then the end: ${JSON.stringify(framing)}`);
    assert.match(heard, /"code":"request-unreadable".*无法读取.*cannot be read/s);
  }
  assert.equal((await (await scene.system.as('xingqing.caseworker')).get('/institutions/P64010499001')).status, 404);
});

test('a header block beyond its bound is refused in words, and the server goes on', async () => {
  const heard = await raw(`GET /api/health HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`);
  assert.match(heard, /^HTTP\/1\.1 431 .*请求头过长.*too long/s);
  assert.equal((await ask('/api/health', {})).status, 200);
});

test('RFC 9112, 3.2: who writes a whole address, or another host, into a request gets past no check and into no answer', async () => {
  const closed = await raw(`GET http://${EVIL}/api/v1/institutions HTTP/1.1\r\nHost: ${EVIL}\r\nConnection: close\r\n\r\n`);
  assert.match(closed, /^HTTP\/1\.1 (401|404) /);
  assert.doesNotMatch(closed, new RegExp(EVIL));
  const forged = {
    'x-forwarded-host': EVIL,
    'x-forwarded-proto': 'https',
    forwarded: `host=${EVIL};proto=https`,
    'x-original-url': '/api/v1/me',
  };
  const authorization = await bearer('nx.caseworker');
  for (const path of [
    '/',
    '/api/health',
    '/portal/login',
    `//${EVIL}/`,
    `/\\${EVIL}`,
    '/api/v1/openapi.json',
    '/api/v1/me',
    `/portal//${EVIL}`,
  ]) {
    const heard = await raw(
      `GET ${path} HTTP/1.1\r\nHost: ${EVIL}\r\nConnection: close\r\nAuthorization: ${authorization}\r\n${Object.entries(forged)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    );
    assert.match(heard, /^HTTP\/1\.1 (200|404) /, path);
    assert.doesNotMatch(heard, /\r\nlocation:/i, `nobody is sent elsewhere: ${path}`);
    assert.doesNotMatch(heard.replaceAll('"instance"', ''), new RegExp(`https?://${EVIL}|//${EVIL}/[^"]`), path);
    assert.doesNotMatch(heard, /strict-transport-security/i, 'who claims https does not get it promised');
  }
});

test('who sends an address of one’s own choosing is recorded under the address that was seen', async () => {
  const body = JSON.stringify({ login: 'nx.leader', password: 'Demo#2026-anjie' });
  const chosen = {
    'x-forwarded-for': '198.51.100.77',
    'x-real-ip': '198.51.100.77',
    forwarded: 'for=198.51.100.77',
    'client-ip': '198.51.100.77',
  };
  assert.equal((await ask('/api/v1/sessions', { 'content-type': 'application/json', ...chosen }, { method: 'POST', body })).status, 201);
  const rows = await scene.system.query<{ address: string }>(
    `select s.address from session s join account a on a.id = s.account_id where a.login = 'nx.leader'`,
  );
  assert.deepEqual(rows, [{ address: '127.0.0.1' }]);
});

test('NX-附3.2-1a: a session’s token that was altered, moved elsewhere in the request or is another installation’s opens nothing', async () => {
  const { token } = await scene.system.as('xingqing.caseworker');
  const last = token.at(-1)!;
  const neighbours = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter((letter) => letter !== last);
  const altered = [
    ...neighbours.map((letter) => token.slice(0, -1) + letter),
    `${token[0] === 'A' ? 'B' : 'A'}${token.slice(1)}`,
    token.slice(0, -1),
    `${token}A`,
    `${token}=`,
    token.toLowerCase(),
    [...token].reverse().join(''),
  ].filter((one) => one !== token);
  for (const one of altered) assert.equal((await ask('/api/v1/me', { authorization: `Bearer ${one}` })).status, 401, one);
  for (const [path, headers] of [
    [`/api/v1/me?token=${token}&access_token=${token}`, {}],
    ['/api/v1/me', { cookie: `token=${token}; session=${token}; authorization=Bearer ${token}` }],
    ['/api/v1/me', { authorization: token }],
    ['/api/v1/me', { authorization: `Basic ${Buffer.from(`xingqing.caseworker:${token}`).toString('base64')}` }],
    ['/api/v1/me', { 'x-authorization': `Bearer ${token}`, 'proxy-authorization': `Bearer ${token}` }],
  ] as const)
    assert.equal((await ask(path, headers)).status, 401, JSON.stringify(headers));
  const elsewhere = await startTestSystem();
  try {
    const { token: other } = await logIn(elsewhere.url, 'xingqing.caseworker');
    assert.equal((await ask('/api/v1/me', { authorization: `Bearer ${other}` })).status, 401);
  } finally {
    await elsewhere.stop();
  }
});

test('NX-附3.2-1d: the token of a step – second factor, password to change, factor to enrol – is no session on any route but that step’s own', async () => {
  const routes = await routeInventory();
  const { token } = await logIn(scene.system.url, 'yinchuan.leader');
  const stage = (name: string) =>
    scene.system.query(`update session set stage = $1 where account_id = (select id from account where login = 'yinchuan.leader')`, [name]);
  for (const name of ['second-factor', 'change-password', 'enrol-factor'] as const) {
    await stage(name);
    for (const { access, method, path, stages } of routes) {
      if (access.kind !== 'roles' || stages.includes(name)) continue;
      const target = path.replaceAll(/:(\w+)/g, 'nowhere');
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'if-match': '"1"',
        'idempotency-key': randomUUID(),
      };
      const answer = await ask(`/api/v1${target}`, headers, method === 'GET' ? {} : { method, body: '{}' });
      assert.deepEqual(
        [answer.status, ((await answer.json()) as { code: string }).code],
        [403, 'session-limited'],
        `${name}: ${method} ${path}`,
      );
    }
  }
  await stage('full');
  assert.equal((await ask('/api/v1/me', { authorization: `Bearer ${token}` })).status, 200, 'the very token works once it is whole');
});

/** Every object of a schema that takes names it does not know, by the place where it stands. */
function openObjects(schema: z.ZodType | undefined, at: string): string[] {
  if (schema === undefined) return [];
  const definition = schema._zod.def as unknown as {
    type: string;
    shape: Record<string, z.ZodType>;
    catchall?: z.ZodType;
    innerType: z.ZodType;
    element: z.ZodType;
    options: z.ZodType[];
    left: z.ZodType;
    right: z.ZodType;
    in: z.ZodType;
    items: z.ZodType[];
    getter: () => z.ZodType;
  };
  const { type } = definition;
  if (type === 'object') {
    const strict = (definition.catchall?._zod.def as { type?: string } | undefined)?.type === 'never';
    return [...(strict ? [] : [at]), ...Object.entries(definition.shape).flatMap(([name, inner]) => openObjects(inner, `${at}.${name}`))];
  }
  if (type === 'record') return [at];
  if (type === 'array') return openObjects(definition.element, `${at}[]`);
  if (type === 'tuple') return definition.items.flatMap((one) => openObjects(one, `${at}[]`));
  if (type === 'union') return definition.options.flatMap((one) => openObjects(one, at));
  if (type === 'intersection') return [...openObjects(definition.left, at), ...openObjects(definition.right, at)];
  if (type === 'lazy') return openObjects(definition.getter(), at);
  if (type === 'pipe') return openObjects(definition.in, at);
  return definition.innerType === undefined ? [] : openObjects(definition.innerType, at);
}

/** What takes unknown names, and why that gives nobody anything. */
const OPEN: Readonly<Record<string, string>> = {
  'POST /applications/:number/test-report body.report': 'kept as signed by the test bed; what is read of it has a schema of its own',
  'GET /enforcement/feed query': 'a gateway of a newer version may say more; two names are read',
  'POST /enforcement/records body.records[]': 'a gateway of a newer version may say more; the names that are kept are listed',
  'POST /me/factors/passkey body.response': 'a browser’s answer (WebAuthn), of which the library reads what the standard names',
  'POST /me/factors/passkey body.response.clientExtensionResults': 'as above',
  'POST /me/factors/passkey body.response.response': 'as above',
  'POST /sessions/factor body.response': 'as above',
  'POST /sessions/factor body.response.clientExtensionResults': 'as above',
  'POST /sessions/factor body.response.response': 'as above',
  'POST /regulations/publications body.profiles[]': 'a whole profile, which the rulebook’s own strict schema reads',
  'POST /saved-queries body.query': 'names of filters, which the list’s own strict schema reads',
};

test('who adds a role, a state or a territory to a form is refused: every body and query of every route names all it takes, at every depth', async () => {
  const open = (await routeInventory()).flatMap(({ method, path, body, query }) =>
    [...openObjects(body, 'body'), ...openObjects(query, 'query')].map((at) => `${method} ${path} ${at}`),
  );
  assert.deepEqual([...new Set(open)].sort(), Object.keys(OPEN).sort());
  const clerk = await scene.system.as('xingqing.caseworker');
  for (const extra of [{ prov: '140000' }, { state: 'approved' }, { id: randomUUID() }, { version: 9 }, { role: 'leader' }]) {
    const answer = await clerk.post('/institutions', { code: 'P64010499002', kind: 'pharmacy', name: '药房', ...extra });
    assert.deepEqual([answer.status, answer.body.rule], [400, 'unrecognized_keys'], JSON.stringify(extra));
  }
});

test('who writes __proto__ or constructor into a form, a filter or a query changes nothing for anybody', async () => {
  const clerk = await scene.system.as('xingqing.caseworker');
  const send = (path: string, body: string) => clerk.post(path, body);
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    const inside = `"${key}":{"polluted":"yes","kind":"pharmacy","isAdmin":true}`;
    const made = await send('/institutions', `{"code":"P64010499003","name":"药房",${inside}}`);
    assert.equal(made.status, 400, `${key}: what it would inherit is not taken for its own`);
    assert.equal((await send('/saved-queries', `{"list":"institutions","name":"x","query":{${inside}}}`)).status, 400, key);
    assert.equal((await send('/saved-queries', `{"list":"institutions","name":"x","query":{"${key}":"1"}}`)).status, 400, key);
    assert.equal((await clerk.get(`/institutions?${key}[polluted]=yes`)).status, 400, key);
    assert.equal((await clerk.get(`/institutions?${key}=yes`)).status, 400, key);
    assert.equal((await clerk.get(`/lists/${key}`)).status >= 400, true, key);
  }
  assert.doesNotMatch(await (await ask('/api/health', {})).text(), /polluted|isAdmin/);
  assert.equal((await clerk.get('/institutions/P64010499003')).status, 404);
});

test('NX-附3.2-2c: who puts what another county’s, institution’s or person’s record is called into a form learns and gets nothing: it is answered as if it did not exist', async () => {
  const { system } = scene;
  const [operator] = await system.query<{ id: string }>(
    'select o.id from institution_operator o join institution i on i.id = o.institution_id where i.code = $1',
    [foreign],
  );
  const document = await scene.upload(foreign, '他人的材料');
  const nowhere = randomUUID();
  const login = own.toLowerCase();
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const shared = { from: day(0).slice(0, 10), until: day(9).slice(0, 10), reason: '出差' };
  const account = { login: 'intruder', name: '某人', password: 'Demo#2026-anjie' };
  const attempts: readonly [string, string, string, string, (id: string) => object][] = [
    [login, `/applications/${application}/materials`, document, nowhere, (documentId) => ({ material: 'application-form', documentId })],
    [
      'xingqing.caseworker',
      `/institutions/${own}/reveals`,
      operator!.id,
      nowhere,
      (id) => ({ subject: 'operator', id, field: 'name', reason: '核对身份' }),
    ],
    [
      'xingqing.caseworker',
      `/institutions/${own}/destructions`,
      operator!.id,
      nowhere,
      (subject) => ({ kind: 'operator', subject, reason: '到期' }),
    ],
    [
      'xingqing.caseworker',
      `/institutions/${own}/destructions`,
      document,
      nowhere,
      (subject) => ({ kind: 'document', subject, reason: '到期' }),
    ],
    ['xingqing.caseworker', `/applications/${application}/handler`, 'jinfeng.caseworker', 'nobody.here', (to) => ({ to })],
    [
      'xingqing.approver',
      '/deputies',
      'jinfeng.caseworker',
      'nobody.here',
      (deputy) => ({ person: 'xingqing.caseworker', deputy, ...shared }),
    ],
    [
      'xingqing.approver',
      '/deputies',
      'jinfeng.caseworker',
      'nobody.here',
      (person) => ({ person, deputy: 'xingqing.caseworker', ...shared }),
    ],
    ['xingqing.caseworker', '/delegations', 'jincheng.caseworker', 'nobody.here', (to) => ({ to, endsAt: day(3), reason: '出差' })],
    [
      'sx.system-administrator',
      '/accounts',
      own,
      'P99999999999',
      (partyCode) => ({ ...account, role: 'institution', partyKind: 'institution', partyCode }),
    ],
    [
      'sx.system-administrator',
      '/accounts',
      'xingqing',
      'nowhere',
      (bureauCode) => ({ ...account, role: 'approver', bureauCode, identityNumber: '640101197403051237' }),
    ],
    [
      'xingqing.caseworker',
      '/scope-restrictions',
      '140502',
      '999999',
      (code) => ({ kind: 'cut-off', clause: 'NX-18', reason: '试探', scope: { kind: 'division', code } }),
    ],
  ];
  for (const [who, path, theirs, absent, body] of attempts) {
    const person = await system.as(who);
    const said = async (id: string) => {
      const answer = await person.post(path, body(id));
      return { status: answer.status, code: answer.body.code, rule: answer.body.rule, path: answer.body.path };
    };
    const [taken, missing] = [await said(theirs), await said(absent)];
    assert.ok(taken.status >= 400, `${who} ${path}: ${JSON.stringify(taken)}`);
    assert.deepEqual(taken, missing, `${who} ${path}`);
    const field = /"(\w+)":"THEIRS"/.exec(JSON.stringify(body('THEIRS')))![1]!;
    assert.ok(String(taken.path).endsWith(`.${field}`), `for its sake and no other: ${who} ${path}: ${JSON.stringify(taken)}`);
  }
  assert.deepEqual(await system.query(`select 1 from account where login = 'intruder'`), []);
});

test('who breaks a line in the name of a file writes no header of the answer', async () => {
  const authorization = await bearer('xingqing.caseworker');
  const name = encodeURIComponent('a";\r\nset-cookie: session=evil\r\n\r\n<script>.pdf');
  const sent = await ask(
    `/api/v1/institutions/${own}/documents`,
    { authorization, 'content-type': 'application/pdf', 'x-file-name': name },
    { method: 'POST', body: '%PDF-1.7\n%%EOF\n' },
  );
  const { id } = (await sent.json()) as { id?: string };
  if (sent.status !== 201) return assert.equal(sent.status, 400);
  const got = await ask(`/api/v1/institutions/${own}/documents/${id}`, { authorization });
  assert.equal(got.headers.get('set-cookie'), null);
  assert.match(got.headers.get('content-disposition') ?? '', /^attachment; filename\*=UTF-8''[\w%.~!'()*-]+$/);
});

test('who climbs out of a folder, however it is written, reads no file of the server', async () => {
  const authorization = await bearer('nation.system-administrator');
  for (const climb of ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '....//', '%252e%252e%252f', '..;/', '/', '%00'])
    for (const base of ['/assets/', '/portal/', '/', '/api/v1/regulations/', `/api/v1/audit/archives/`]) {
      const path = `${base}${climb.repeat(6)}etc/passwd`;
      const heard = await raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`);
      assert.doesNotMatch(heard, /root:[x*]?:0:0/, path);
      assert.match(heard, /^HTTP\/1\.1 (200|400|404|405) /, path);
    }
});

test('who frames, sniffs or runs an answer cannot: pages, API, refusals, files, streams and what is no request say so alike', async () => {
  const authorization = await bearer('xingqing.caseworker');
  const xlsx = `/api/v1/exports/institutions?format=csv&purpose=${encodeURIComponent('核对名册')}`;
  const answers = await Promise.all(
    (
      [
        ['/', {}],
        ['/api/health', {}],
        ['/nowhere', {}],
        ['/api/v1/nowhere', {}],
        ['/api/v1/institutions', {}],
        ['/api/v1/institutions/%zz', {}],
        [`/api/v1/institutions/${'x'.repeat(500)}`, {}],
        ['/api/v1/institutions', { authorization }],
        ['/api/v1/accounts', { authorization }],
        [xlsx, { authorization }],
        ['/api/v1/openapi.json', {}],
      ] as const
    ).map(async ([path, headers]) => {
      const answer = await ask(path, headers);
      await answer.arrayBuffer();
      return [path, answer.headers] as const;
    }),
  );
  const unread = await raw('NONSENSE\r\n\r\n');
  answers.push([
    'what is no request',
    new Headers(
      unread
        .split('\r\n\r\n')[0]!
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(': ') as [string, string]),
    ),
  ]);
  for (const [path, headers] of answers) {
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none';.*frame-ancestors 'none'/, path);
    assert.doesNotMatch(headers.get('content-security-policy')!, /script-src[^;]*unsafe/, path);
    assert.equal(headers.get('x-frame-options'), 'DENY', path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
    assert.equal(headers.get('access-control-allow-origin'), null, path);
  }
});

test('CSRF: what a foreign page can have a browser send is no session’s: nothing is told by cookie, and forms are not read', async () => {
  const foreignPage = { origin: `https://${EVIL}`, referer: `https://${EVIL}/`, 'sec-fetch-site': 'cross-site' };
  const login = JSON.stringify({ login: 'nx.approver', password: 'Demo#2026-anjie' });
  const session = await ask('/api/v1/sessions', { 'content-type': 'application/json', ...foreignPage }, { method: 'POST', body: login });
  assert.deepEqual([session.headers.get('set-cookie'), session.headers.get('access-control-allow-origin')], [null, null]);
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])
    assert.equal(
      (await ask('/api/v1/sessions', { 'content-type': type, ...foreignPage }, { method: 'POST', body: login })).status,
      415,
      type,
    );
});
