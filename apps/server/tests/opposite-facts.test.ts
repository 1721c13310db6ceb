import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../src/ground/actor.ts';
import type { Transactor } from '../src/ground/transaction.ts';
import { verify } from '../src/modules/admission/verify.ts';
import { actorOf, type InProcess, openInProcess, plantInstitutions } from './in-process.ts';
import { rounds } from './proof-size.ts';

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

const codeOf = (n: number) => `P640104${String(n).padStart(5, '0')}`;

test('two opposite facts of one institution at once, round after round: no entry drifts', async () => {
  const N = rounds(60, 1000);
  await plantInstitutions(system, within, N);
  const clerk = await system.as('xingqing.caseworker');
  const province = await system.as('nx.caseworker');
  for (let n = 1; n <= N; n++) {
    const answers = await Promise.all([
      clerk.post(`/institutions/${codeOf(n)}/service-agreements`, { number: `S${n}`, year: 2026, validFrom: '2026-01-01' }),
      province.post(`/institutions/${codeOf(n)}/restrictions`, { kind: 'cut-off', clause: 'NX-18', reason: '一机两网' }),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [201, 201],
      JSON.stringify(answers.map((answer) => answer.body)),
    );
  }
  const found = await verify(within.transactor, within.clock, null);
  assert.deepEqual([found.institutions, found.drifted, found.pending, found.ok], [N, 0, 0, true]);
});

/** Records an agreement in one transaction and ends every agreement in another, both at once. */
async function race(transactor: Transactor, clerk: Actor, institution: string): Promise<void> {
  const territory = { prov: '640000', city: '640100', div: '640104' };
  const agree = transactor.run(clerk, 'race', async (tx) => {
    await tx.touch([institution]);
    await tx.db
      .insertInto('service_agreement')
      .values({
        id: uuidv7(),
        institution_id: institution,
        ...territory,
        number: 'race',
        year: 2026,
        valid_from: '2026-01-01',
        recorded_at: tx.now,
        recorded_by: clerk.id,
      })
      .execute();
  });
  const name = transactor.run(clerk, 'race', async (tx) => {
    await tx.touch([institution]);
    await tx.db
      .insertInto('restriction')
      .values({
        id: uuidv7(),
        kind: 'settlement-suspension',
        institution_id: institution,
        ...territory,
        clause: 'NX-20(末)',
        stated: true,
        reason: '更换系统',
        decided_by: clerk.id,
        decided_by_name: clerk.name,
        decided_by_bureau: clerk.bureauId,
        imposed_at: tx.now,
      })
      .execute();
  });
  await Promise.all([agree, name]);
}

for (const [locks, title] of [
  ['rows', 'with the institution’s row locked before its facts are read, both are in the entry'],
  ['none', 'without that lock the same race leaves entries that forget one of the two'],
] as const)
  test(title, async () => {
    const from = locks === 'rows' ? 20_001 : 30_001;
    const ids = await plantInstitutions(system, within, 60, from);
    const racing = openInProcess(system, 8, locks);
    const clerk = await actorOf(system, 'xingqing.caseworker');
    for (const id of ids) await race(racing.transactor, clerk, id);
    await racing.close();
    const found = await verify(within.transactor, within.clock, null);
    assert.equal(found.drifted > 0, locks === 'none', `${found.drifted} of ${ids.length} drifted`);
  });
