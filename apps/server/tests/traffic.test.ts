import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { plantAdmitted } from './admitted-institution.ts';
import { type InProcess, openInProcess } from './in-process.ts';

let system: TestSystem;
let within: InProcess;
let code: string;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  const planted = await plantAdmitted(system, within, 1);
  code = planted.code;
  await system.query(
    `insert into gateway_record (gateway_id, instance, seq, at, prov, city, div, institution_id, institution_code, environment, verdict, refusal, clause, revision, record)
     select uuidv7(), 'one', n, now() - n * interval '50 minutes', i.prov, i.city, i.div, i.id, i.code, 'production',
       case when n <= 2 then 'forwarded' else 'refused' end, case when n <= 2 then null when n <= 5 then 'address-not-filed' else 'cut-off' end,
       case when n <= 2 then null when n <= 5 then 'NX-8' else 'NX-18' end, 1, '{}'
     from institution i, generate_series(1, 6) n where i.code = $1`,
    [code],
  );
});
after(async () => {
  await within.close();
  await system.stop();
});

interface Traffic {
  readonly forwarded: number;
  readonly refused: number;
  readonly hours: readonly { readonly forwarded: number; readonly refused: number }[];
  readonly reasons: readonly unknown[];
  readonly institutions: readonly unknown[];
}

const read = async (login: string, path = '') => {
  const { status, body } = await (await system.as(login)).get(`/enforcement/traffic${path}`);
  return { status, body: body as unknown as Traffic & { code?: string } };
};

test('what the gateways refused is told by reason with its clause, by institution and by hour', async () => {
  const { body } = await read('nx.caseworker');
  assert.deepEqual([body.forwarded, body.refused], [2, 4]);
  assert.deepEqual(body.reasons, [
    { refusal: 'address-not-filed', clause: 'NX-8', count: 3 },
    { refusal: 'cut-off', clause: 'NX-18', count: 1 },
  ]);
  assert.deepEqual(body.institutions, [{ code, forwarded: 2, refused: 4, reason: 'address-not-filed' }]);
  assert.equal(
    body.hours.reduce((all, one) => all + one.forwarded + one.refused, 0),
    6,
  );
});

test('an hour, or one institution, may be asked for; more than a week may not', async () => {
  assert.deepEqual(
    [(await read('nx.caseworker', '?hours=1')).body.forwarded, (await read('nx.caseworker', '?hours=1')).body.refused],
    [1, 0],
  );
  assert.equal((await read('nx.caseworker', '?institution=P00000000000')).body.refused, 0);
  assert.equal((await read('nx.caseworker', '?hours=169')).body.code, 'input-invalid');
});

test('another territory sees none of it, and who has no business with it is refused', async () => {
  const elsewhere = (await read('jinfeng.caseworker')).body;
  assert.deepEqual([elsewhere.forwarded, elsewhere.refused, elsewhere.institutions], [0, 0, []]);
  assert.equal((await read('nx.auditor')).status, 403);
});
