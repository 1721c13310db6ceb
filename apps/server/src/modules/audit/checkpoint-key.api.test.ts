import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readKeyChange, verifyExport } from '@anjie/audit-trail';
import { importPublicKey, prepareKey, readPem, type Sm2PublicKey, writePem } from '@anjie/guomi';
import { type AuditScene, auditScene } from './audit.scene.ts';

let scene: AuditScene;
before(async () => {
  scene = await auditScene();
  await scene.addRows(5);
  await scene.settle();
});
after(() => scene.system.stop());

async function publicKeys(): Promise<Sm2PublicKey[]> {
  const { body } = await (await scene.system.as('nation.auditor')).get('/audit/key');
  return readPem(String(body.pem)).map((block) => prepareKey(importPublicKey(writePem(block.label, block.der))));
}

async function rotated(): Promise<void> {
  const asked = await (await scene.system.as('nation.security-officer')).post('/sealing/rotations', {
    purpose: 'checkpoint',
    reason: '按年度更换',
  });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const approved = await (await scene.system.as('nation.system-administrator')).post(`/sealing/rotations/${asked.body.id}/approval`);
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  for (let attempt = 0; attempt < 400; attempt++) {
    if ((await scene.system.query('select 1 from key_rotation where id = $1 and finished_at is not null', [asked.body.id])).length > 0)
      return;
    await delay(25);
  }
  throw new Error(`the key was not changed: ${scene.system.server.log()}`);
}

test('NX-附3.2-3c: the key of the checkpoints is changed by two officers; who holds the first one alone still verifies everything', async () => {
  const [first] = await publicKeys();
  await rotated();
  await scene.addRows(5);
  await scene.settle();
  await rotated();
  await scene.addRows(5);
  await scene.settle();
  assert.equal((await publicKeys()).length, 3);
  const verdict = await scene.verification();
  assert.deepEqual([verdict.ok, verdict.firstBad], [true, null], JSON.stringify(verdict.fault));

  const { token } = await scene.system.as('nation.auditor');
  const answer = await fetch(`${scene.system.url}/api/v1/audit/export`, { headers: { authorization: `Bearer ${token}` } });
  const lines = (await answer.text()).trimEnd().split('\n');
  assert.equal(lines.filter((line) => line.startsWith('key ')).length, 2);
  assert.equal((await verifyExport(() => lines, [first!])).ok, true, 'with the first key alone');
  const without = lines.filter((line) => !line.startsWith('key '));
  assert.equal((await verifyExport(() => without, [first!])).fault?.kind, 'checkpoint-forged', 'not without the statements');
  const kept = await scene.system.query<{ serial: number; private: string | null }>(
    'select serial, private from audit_key order by serial',
  );
  assert.deepEqual(
    [kept[0]!.private, kept[1]!.private?.startsWith('~1.')],
    [null, true],
    'a former key cannot sign again; the present one lies sealed',
  );
  const places = readFileSync(scene.file, 'utf8')
    .split('\n')
    .flatMap((line) => readKeyChange(line) ?? []);
  assert.equal(places.length, 2, 'the second place has the statements');
});

test('NX-附3.2-3c: a server that starts again goes on with the key that signs now', async () => {
  await scene.system.server.kill();
  await scene.system.restart();
  await scene.addRows(3);
  await scene.settle();
  const auditor = await scene.system.as('nation.auditor');
  const { body } = await auditor.get('/audit/verification');
  assert.equal(body.ok, true, JSON.stringify(body));
  assert.doesNotMatch(scene.system.server.log(), /audit-broken|checkpoint-waits/);
});
