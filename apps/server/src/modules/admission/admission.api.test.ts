import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

interface Reason {
  code: string;
  clause: string;
  text: string | null;
  stated: boolean;
}
interface Standing {
  admitted: boolean;
  settlement: boolean;
  reasons: Reason[];
}
interface Explained {
  environments: { production: Standing; test: Standing };
  revision: number;
  generation: number;
  pending: boolean;
  decidedThen?: { environments: { production: Standing } } | null;
}
interface Verified {
  institutions: number;
  pending: number;
  drifted: number;
  drift: { institution: string; fault: string }[];
  ok: boolean;
}

let system: TestSystem;
let clerk: Person;
let auditor: Person;
before(async () => {
  system = await startTestSystem();
  clerk = await system.as('xingqing.caseworker');
  auditor = await system.as('nation.auditor');
});
after(() => system.stop());

const register = async (code: string) => {
  const answer = await clerk.post('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}` });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
};
const agree = (code: string, year: number) =>
  clerk.post(`/institutions/${code}/service-agreements`, { number: `XQ-${year}`, year, validFrom: `${year}-01-01` });
const explained = async (code: string, query = '', person = clerk) => {
  const answer = await person.get(`/institutions/${code}/admission${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as unknown as Explained;
};
const verified = async (person = auditor) => (await person.get('/admission/verification')).body as unknown as Verified;
const codes = (standing: Standing) => standing.reasons.map((reason) => reason.code);
const when = async <T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    const value = await ask();
    if (holds(value) || attempt > 100) return value;
    await delay(50);
  }
};

test('NX-8: an institution without a filed address is refused, and the explanation quotes the clause', async () => {
  await register('P64010420001');
  const { environments } = await explained('P64010420001');
  assert.equal(environments.production.admitted, false);
  const unfiled = environments.production.reasons.find((reason) => reason.code === 'address-not-filed')!;
  assert.equal(unfiled.clause, 'NX-8');
  assert.match(unfiled.text!, /备案/);
});

test('NX-6: recording the service agreement takes its reason away, and our reading is marked as such', async () => {
  await register('P64010420002');
  const before = await explained('P64010420002');
  const lack = before.environments.production.reasons.find((reason) => reason.code === 'no-service-agreement')!;
  assert.equal(lack.stated, false);
  assert.equal((await agree('P64010420002', 2026)).status, 201);
  const after = await explained('P64010420002');
  assert.ok(!codes(after.environments.production).includes('no-service-agreement'));
  assert.ok(after.revision > before.revision);
});

test('at a past date both what decide says of the facts valid then and what was decided then are told', async () => {
  await register('P64010420003');
  const registered = new Date().toISOString();
  await delay(20);
  await agree('P64010420003', 2025);
  const then = await explained('P64010420003', `?at=${encodeURIComponent(registered)}`);
  assert.ok(!codes(then.environments.production).includes('no-service-agreement'), 'the agreement was valid then');
  assert.ok(codes(then.decidedThen!.environments.production).includes('no-service-agreement'), 'nobody knew it then');
  const longAgo = await explained('P64010420003', '?at=2024-05-01');
  assert.ok(codes(longAgo.environments.production).includes('no-service-agreement'));
  assert.equal(longAgo.decidedThen, null);
  assert.equal((await explained('P64010420003')).decidedThen, undefined);
});

test('another territory is told nothing of an institution: 404; its city, its province and the national reader are', async () => {
  await register('P64010420004');
  for (const login of ['jinfeng.caseworker', 'jincheng.leader', 'heb.approver']) {
    assert.equal((await (await system.as(login)).get('/institutions/P64010420004/admission')).status, 404, login);
    assert.equal((await (await system.as(login)).post('/institutions/P64010420004/admission/what-if', {})).status, 404, login);
  }
  for (const login of ['yinchuan.caseworker', 'nx.leader', 'demo.reader']) await explained('P64010420004', '', await system.as(login));
  assert.equal((await (await system.as('carrier-a.operator')).get('/institutions/P64010420004/admission')).status, 403);
});

test('a supposition answers and saves nothing', async () => {
  await register('P64010420005');
  await agree('P64010420005', 2026);
  const entry = () => system.query(`select entry, revision from admission_entry where code = 'P64010420005'`);
  const recorded = await entry();
  const [agreement] = await system.query<{ id: string }>(
    `select s.id from service_agreement s join institution i on i.id = s.institution_id where i.code = 'P64010420005'`,
  );
  const without = await clerk.post('/institutions/P64010420005/admission/what-if', { without: [agreement!.id] });
  assert.equal(without.status, 200, JSON.stringify(without.body));
  assert.ok(codes((without.body as unknown as Explained).environments.production).includes('no-service-agreement'));
  assert.equal(without.body.differs as unknown, true);
  const ending = await clerk.post('/institutions/P64010420005/admission/what-if', {
    at: '2027-03-01',
    ending: [{ ref: agreement!.id, until: '2027-02-01T00:00:00+08:00' }],
    restrictions: ['cut-off'],
  });
  assert.ok(codes((ending.body as unknown as Explained).environments.production).includes('cut-off'));
  assert.deepEqual(await entry(), recorded);
});

test('verification finds drift that is planted by SQL: an entry edited, an entry deleted, a fact taken away behind its back', async () => {
  await register('P64010420006');
  await register('P64010420007');
  await register('P64010420008');
  await agree('P64010420008', 2026);
  const clean = await verified();
  assert.deepEqual([clean.ok, clean.drifted, clean.pending], [true, 0, 0], JSON.stringify(clean));
  await system.query(
    `update admission_entry set entry = jsonb_set(entry, '{segments,0,grants,production,admitted}', 'true') where code = 'P64010420006'`,
  );
  await system.query(`delete from admission_entry where code = 'P64010420007'`);
  await system.query(`delete from service_agreement where institution_id = (select id from institution where code = 'P64010420008')`);
  const found = await verified();
  assert.equal(found.ok, false);
  assert.deepEqual(found.drift.map((one) => [one.institution, one.fault]).sort(), [
    ['P64010420006', 'differs'],
    ['P64010420007', 'missing'],
    ['P64010420008', 'differs'],
  ]);
  await agree('P64010420006', 2026);
  await agree('P64010420007', 2026);
  await agree('P64010420008', 2026);
  const mended = await verified();
  assert.equal(mended.ok, true, JSON.stringify(mended));
});

test('a restriction row lifted behind the back of its entry is drift', async () => {
  await register('P64010420009');
  const cut = await (await system.as('nx.caseworker')).post('/institutions/P64010420009/restrictions', {
    kind: 'cut-off',
    clause: 'NX-18',
    reason: '一机两网',
  });
  assert.equal(cut.status, 201, JSON.stringify(cut.body));
  assert.equal((await verified()).ok, true);
  // The owner with the triggers and constraints off: nobody else can.
  await system.query(`alter table restriction disable trigger user`);
  await system.query(`alter table restriction drop constraint if exists lifted_by_four_eyes cascade`);
  await system.query(`alter table restriction drop constraint if exists rectified_before_a_cut_off_is_lifted cascade`);
  await system.query(
    `update restriction set lifted_at = now() where institution_id = (select id from institution where code = 'P64010420009')`,
  );
  const found = await verified();
  assert.deepEqual(
    found.drift.map((one) => one.institution),
    ['P64010420009'],
  );
  await agree('P64010420009', 2026);
  assert.equal((await verified()).ok, true);
});

test('only auditors and the national reader verify; a provincial auditor sees its own province', async () => {
  assert.equal((await clerk.get('/admission/verification')).status, 403);
  const own = await verified(await system.as('sx.auditor'));
  assert.equal(own.institutions, 0);
  assert.ok((await verified(await system.as('nx.auditor'))).institutions > 0);
});

test('a fact that begins or ends by itself is decided again when its instant comes, and the feed moves', async () => {
  await register('P64010420010');
  await system.query(
    `insert into service_agreement (id, institution_id, prov, city, div, number, year, valid_from, recorded_at, recorded_by, ended_at)
     select gen_random_uuid(), id, prov, city, div, 'soon', 2026, '2026-01-01', now(), gen_random_uuid(), now() + interval '1500 milliseconds'
     from institution where code = 'P64010420010'`,
  );
  // The next recorded fact decides on what SQL planted.
  await clerk.post('/institutions/P64010420010/service-agreements', { number: 'x', year: 2030, validFrom: '2030-01-01' });
  const held = await explained('P64010420010');
  assert.ok(!codes(held.environments.production).includes('no-service-agreement'));
  const entry = () =>
    system.query<{ revision: number; next: Date }>(
      `select revision, next_change_at as next from admission_entry where code = 'P64010420010'`,
    );
  const [first] = await entry();
  const [later] = await when(entry, ([row]) => Number(row!.revision) > Number(first!.revision));
  assert.ok(Number(later!.revision) > Number(first!.revision));
  assert.ok(codes((await explained('P64010420010')).environments.production).includes('no-service-agreement'));
  const audited = await system.query(`select actor, role from audit_event where event = 'admission-due'`);
  assert.deepEqual(audited[0], { actor: '系统', role: 'system:nation' });
});

test('a demonstration clock that is moved takes what falls due with it; production refuses', async () => {
  await register('P64010420011');
  await clerk.post('/institutions/P64010420011/service-agreements', {
    number: 'y',
    year: 2026,
    validFrom: '2026-01-01',
    validTo: '2027-06-30',
  });
  const administrator = await system.as('nation.system-administrator');
  assert.equal((await clerk.post('/demonstration/clock', { offsetMs: 0 })).status, 403);
  const ahead = Date.parse('2027-07-01T00:00:01+08:00') - Date.now();
  assert.equal((await administrator.post('/demonstration/clock', { offsetMs: ahead })).status, 200);
  const entry = async () => {
    const [row] = await system.query<{ text: string }>(
      `select (entry -> 'segments' -> 0)::text as text from admission_entry where code = 'P64010420011'`,
    );
    return row!.text;
  };
  assert.match(await when(entry, (text) => text.includes('no-service-agreement')), /no-service-agreement/);
  await system.query(`update session set expires_at = now() + interval '30 years', last_seen_at = now() + interval '30 years'`);
  assert.equal((await administrator.post('/demonstration/clock', { offsetMs: 0 })).status, 200);
  const back = await when(entry, (text) => !text.includes('no-service-agreement'));
  assert.ok(!back.includes('no-service-agreement'), 'set back, the agreement holds again');
  assert.equal(
    (
      await when(
        () => verified(),
        (found) => found.ok,
      )
    ).ok,
    true,
  );
});
