import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { plantAdmitted } from './admitted-institution.ts';
import { type InProcess, openInProcess } from './in-process.ts';

interface Situation {
  readonly readAt: string;
  readonly division: { readonly code: string };
  readonly above: readonly { readonly code: string }[];
  readonly total: number;
  readonly standings: Readonly<Record<string, number>>;
  readonly below: readonly { readonly code: string; readonly name: string; readonly total: number }[];
}

interface Trends {
  readonly days: readonly { readonly day: string; readonly admitted: number; readonly cutOff: number; readonly restored: number }[];
  readonly changes: readonly { readonly institution: string; readonly was: string | null; readonly became: string }[];
  readonly cutOffs: readonly { readonly institution: string; readonly verifiedAt: string | null; readonly gateways: number }[];
  readonly clocks: { readonly overdue: number };
}

let system: TestSystem;
let within: InProcess;
let cut: string;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  await plantAdmitted(system, within, 1);
  cut = (await plantAdmitted(system, within, 2)).code;
  const county = await system.as('chengqu.caseworker');
  const elsewhere = { code: 'P14050200001', kind: 'pharmacy', name: '晋城康泰药房', address: '凤台街1号' };
  assert.equal((await county.post('/institutions', elsewhere)).status, 201);
  const order = { kind: 'cut-off', clause: 'NX-18', reason: '发现一机两网' };
  const answer = await (await system.as('nx.caseworker')).post(`/institutions/${cut}/restrictions`, order);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
});
after(async () => {
  await within.close();
  await system.stop();
});

async function read<Answer>(login: string, path: string): Promise<Answer> {
  const { status, body } = await (await system.as(login)).get(path);
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as Answer;
}

test('each institution counts once, by the entry that gateways hold: a cut-off is out of the admitted at once', async () => {
  const { total, standings, below } = await read<Situation>('nx.caseworker', '/situation');
  assert.equal(total, 2);
  assert.equal(standings.admitted, 1);
  assert.equal(standings['cut-off'], 1);
  assert.deepEqual(
    below.map(({ code, name, total: of }) => [code, name, of]),
    [['640100', '银川市', 2]],
  );
});

test('the country is read division by division, down to a county', async () => {
  const nation = await read<Situation>('nation.leader', '/situation');
  assert.equal(nation.total, 3);
  assert.deepEqual(nation.below.map(({ code, total }) => `${code} ${total}`).sort(), ['130000 0', '140000 1', '640000 2']);
  const county = await read<Situation>('nation.leader', '/situation?division=640104');
  assert.equal(county.total, 2);
  assert.deepEqual(county.below, []);
  assert.deepEqual(
    county.above.map(({ code }) => code),
    ['100000', '640000', '640100'],
  );
});

test('a bureau looks at its own division and at those below, never beside or above', async () => {
  assert.equal((await read<Situation>('xingqing.leader', '/situation')).division.code, '640104');
  for (const beyond of ['100000', '640000', '640106', '140000', '999999']) {
    const { status } = await (await system.as('xingqing.leader')).get(`/situation?division=${beyond}`);
    assert.equal(status, 404, beyond);
    assert.equal((await (await system.as('xingqing.leader')).get(`/situation/trends?division=${beyond}`)).status, 404, beyond);
  }
  assert.equal((await read<Situation>('yinchuan.leader', '/situation?division=640106')).total, 0);
});

test('what changed is told with what it was before, within the caller’s territory', async () => {
  const own = await read<Trends>('xingqing.leader', '/situation/trends');
  assert.deepEqual(
    own.changes.filter((one) => one.institution === cut).map(({ was, became }) => [was, became]),
    [
      ['admitted', 'cut-off'],
      ['connecting', 'admitted'],
    ],
  );
  assert.deepEqual(
    own.days.map(({ admitted, cutOff }) => [admitted, cutOff]),
    [[2, 1]],
  );
  assert.deepEqual((await read<Trends>('chengqu.leader', '/situation/trends')).changes, []);
});

test('NX-18: a cut-off stands as not verified while a gateway has not verified it', async () => {
  const [first, ...rest] = (await read<Trends>('nx.leader', '/situation/trends')).cutOffs;
  assert.equal(first!.institution, cut);
  assert.equal(first!.verifiedAt, null);
  assert.deepEqual(rest, []);
});

test('no party reads the situation', async () => {
  assert.equal((await (await system.as('his-vendor.operator')).get('/situation')).status, 403);
});

test('the word is the same in the database as people are told: each standing has its entry', async () => {
  const entry = (production: object, test: object = { admitted: false, reasons: [] }) =>
    JSON.stringify({ segments: [{ grants: { production, test } }] });
  const reason = (code: string, denies: unknown, by = true) => ({ code, denies, ...(by ? { by: '某局' } : {}) });
  const none = { admitted: false, reasons: [] };
  const words: Record<string, string> = {
    [entry({ admitted: true, reasons: [reason('disbursement-stop', [])] })]: 'admitted',
    [entry({ admitted: true, reasons: [reason('settlement-suspension', ['settle'])] })]: 'settlement-suspended',
    [entry({ admitted: false, reasons: [reason('line', 'all', false)] }, { admitted: true, reasons: [] })]: 'test-only',
    [entry({ admitted: false, reasons: [reason('line', 'all', false)] })]: 'connecting',
    [entry({ admitted: false, reasons: [reason('cut-off', 'all')] })]: 'cut-off',
    [entry({ admitted: false, reasons: [reason('agreement-termination', 'all')] })]: 'terminated',
    [entry(none, { admitted: false, reasons: [reason('blacklist', 'all')] })]: 'blacklisted',
    '{}': 'connecting',
  };
  for (const [given, word] of Object.entries(words)) {
    const rows = await system.query('select standing_of($1::jsonb) as word', [given]);
    assert.equal(rows[0]!.word, word, given);
  }
});
