import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readEntry } from '@anjie/admission';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { plantAdmitted } from './admitted-institution.ts';
import { actorOf, type InProcess, openInProcess } from './in-process.ts';

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
});
after(async () => {
  await within.close();
  await system.stop();
});

const productionOf = async (id: string) => {
  const [row] = await system.query<{ entry: unknown; revision: string }>(
    'select entry, revision from admission_entry where institution_id = $1',
    [id],
  );
  return { ...readEntry(row!.entry).segments[0].grants.production, revision: Number(row!.revision) };
};

test('NX-18: a county clerk re-decides an institution that the province has cut off: it stays refused', async () => {
  const { id, code } = await plantAdmitted(system, within, 1);
  assert.deepEqual((await productionOf(id)).reasons, []);
  assert.equal((await productionOf(id)).admitted, true);
  const cut = await (await system.as('nx.caseworker')).post(`/institutions/${code}/restrictions`, {
    kind: 'cut-off',
    clause: 'NX-18',
    reason: '一机两网',
  });
  assert.equal(cut.status, 201, JSON.stringify(cut.body));
  const refused = await productionOf(id);
  assert.equal(refused.admitted, false);

  // The entry is spoiled behind the backs of all, so that the clerk's transaction must write it anew.
  await system.query(`update admission_entry set entry = jsonb_set(entry, '{policy}', '"spoiled"') where institution_id = $1`, [id]);
  const clerk = await system.as('xingqing.caseworker');
  const recorded = await clerk.post(`/institutions/${code}/service-agreements`, { number: 'again', year: 2031, validFrom: '2031-01-01' });
  assert.equal(recorded.status, 201, JSON.stringify(recorded.body));
  const decided = await productionOf(id);
  assert.ok(decided.revision > refused.revision, 'the clerk’s own transaction decided');
  assert.equal(decided.admitted, false);
  assert.deepEqual(
    decided.reasons.map((reason) => [reason.code, reason.clause, reason.by]),
    [['cut-off', 'NX-18', '宁夏回族自治区医疗保障局']],
  );
});

test('decide() under a county’s scope would miss what lies beyond it; the hook does not run under it', async () => {
  const { id } = await plantAdmitted(system, within, 2);
  const county = await actorOf(system, 'jinfeng.caseworker');
  const seen = await within.transactor.run(county, 'elsewhere', async (tx) => {
    const rows = await tx.db.selectFrom('restriction').select('id').execute();
    const own = await tx.db.selectFrom('institution').select('id').where('id', '=', id).execute();
    // A shared fact may touch institutions of other territories: they are locked and decided, not shown.
    await tx.touch([id]);
    return [rows.length, own.length];
  });
  assert.deepEqual(seen, [0, 0]);
  assert.equal((await productionOf(id)).admitted, true);
});
