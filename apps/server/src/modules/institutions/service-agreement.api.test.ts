import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
let county: Person;
before(async () => {
  system = await startTestSystem();
  county = await system.as('xingqing.caseworker');
});
after(() => system.stop());

function made(answer: Answer): Answer['body'] {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
const CODE = 'P64010400001';
const PATH = `/institutions/${CODE}/service-agreements`;
const reasons = async () => {
  const [row] = await system.query<{ entry: { segments: { grants: { production: { reasons: { code: string }[] } } }[] } }>(
    'select entry from admission_entry where code = $1',
    [CODE],
  );
  return row!.entry.segments[0]!.grants.production.reasons.map((reason) => reason.code);
};

test('NX-6: a service agreement keeps its parties, agency, term and year', async () => {
  made(await county.post('/institutions', { code: CODE, kind: 'pharmacy', name: '兴庆大药房' }));
  const plain = made(await county.post(PATH, { number: 'A-2025', year: 2025, validFrom: '2025-01-01', validTo: '2025-12-31' }));
  assert.deepEqual([plain.firstParty, plain.secondParty], ['银川市兴庆区医疗保障局', '兴庆大药房']);
  const of2026 = { number: 'A-2026', year: 2026, validFrom: '2026-01-01', signedOn: '2025-12-20', agency: 'agency-yc' };
  assert.equal((await county.post(PATH, { ...of2026, agency: 'platform' })).body.code, 'agency-unknown');
  made(await county.post(PATH, { ...of2026, secondParty: '兴庆大药房有限公司' }));
  const { agreements } = (await county.get(PATH)).body as unknown as {
    agreements: { number: string; agency: string | null; firstParty: string; secondParty: string; signedOn: string | null }[];
  };
  assert.deepEqual(
    agreements.map((one) => [one.number, one.agency, one.secondParty, one.signedOn]),
    [
      ['A-2026', 'agency-yc', '兴庆大药房有限公司', '2025-12-20'],
      ['A-2025', null, '兴庆大药房', null],
    ],
  );
});

test('NX-6: an agreement ended before its time designates no longer, once, and by the local bureau alone', async () => {
  assert.ok(!(await reasons()).includes('no-service-agreement'));
  const { agreements } = (await county.get(PATH)).body as unknown as { agreements: { id: string; number: string }[] };
  const { id } = agreements.find((one) => one.number === 'A-2026')!;
  const end = (who: Person) => who.post(`${PATH}/${id}/end`, { reason: '机构注销' });
  assert.equal((await end(await system.as('nx.caseworker'))).body.code, 'role-not-allowed');
  assert.equal((await end(await system.as('jinfeng.caseworker'))).status, 404);
  made(await end(county));
  assert.ok((await reasons()).includes('no-service-agreement'));
  assert.equal((await end(county)).body.code, 'service-agreement-ended');
});
