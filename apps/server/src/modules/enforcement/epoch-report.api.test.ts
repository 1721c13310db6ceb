import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

const CODES = ['P64010400001', 'P64010400002', 'P64010400003'];
let system: TestSystem;
const report = randomUUID();
before(async () => {
  system = await startTestSystem();
  await (await system.as('xingqing.caseworker')).post('/institutions', { code: CODES[0], kind: 'pharmacy', name: '仁济大药房' });
  const enrolled = await (await system.as('nx.system-administrator')).post('/enforcement/gateways', {
    code: 'nx-restored',
    name: '宁夏网关',
    environments: ['production'],
  });
  assert.equal(enrolled.status, 201, JSON.stringify(enrolled.body));
  await system.query(
    `insert into epoch_report (id, gateway_id, epoch, previous_epoch, withheld, reported_at)
     select $1, id, gen_random_uuid(), gen_random_uuid(), $2, now() from gateway where code = 'nx-restored'`,
    [report, CODES],
  );
});
after(() => system.stop());

test('NX-18: what a gateway withholds after a restore is read to its last institution before it is released', async () => {
  const administrator = await system.as('nx.system-administrator');
  const { body } = await administrator.get('/enforcement/epoch-reports');
  const [found] = body.reports as unknown as { id: string; gateway: string; withheld: number; releasedAt: string | null }[];
  assert.deepEqual([found!.id, found!.gateway, found!.withheld, found!.releasedAt], [report, 'nx-restored', 3, null]);
  const first = await administrator.get(`/enforcement/epoch-reports/${report}/withheld?limit=2`);
  assert.deepEqual(first.body.institutions, [
    { code: CODES[0], name: '仁济大药房' },
    { code: CODES[1], name: null },
  ]);
  const rest = await administrator.get(`/enforcement/epoch-reports/${report}/withheld?limit=2&after=${first.body.next}`);
  assert.deepEqual([rest.body.institutions, rest.body.next], [[{ code: CODES[2], name: null }], null]);
  assert.equal((await administrator.post(`/enforcement/epoch-reports/${report}/release`)).status, 200);
  assert.equal((await administrator.post(`/enforcement/epoch-reports/${report}/release`)).body.code, 'epoch-report-released');
  const after = (await administrator.get('/enforcement/epoch-reports')).body.reports as unknown as { releasedBy: string }[];
  assert.equal(after[0]!.releasedBy, 'nx.system-administrator');
});

test('reports of another province are not seen, and nobody but administrators reads them', async () => {
  const other = await system.as('sx.system-administrator');
  assert.deepEqual((await other.get('/enforcement/epoch-reports')).body.reports, []);
  assert.equal((await other.get(`/enforcement/epoch-reports/${report}/withheld`)).status, 404);
  assert.equal((await (await system.as('nx.caseworker')).get('/enforcement/epoch-reports')).status, 403);
  assert.equal((await (await system.as('nx.caseworker')).get(`/enforcement/epoch-reports/${report}/withheld`)).status, 403);
});
