import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NX, openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

/** Hands in all materials and finds them true and complete, but for one. */
async function foundBut(code: string, number: string, doubtful: string): Promise<void> {
  await scene.handInAll(code, number);
  await scene.take(code.toLowerCase(), number, 'submit');
  for (const { code: material } of NX.onboarding.materials)
    await scene.ok(
      'xingqing.caseworker',
      `/applications/${number}/findings`,
      material === doubtful ? { material, conforms: false, note: '看不出隔离' } : { material, conforms: true },
    );
  await scene.ok('xingqing.caseworker', `/applications/${number}/opinions`, { code: 'local', agrees: true, opinion: '同意' });
}

test('NX-16: topology or security plan of a changed system that is not found to show isolation, measures and equipment stops the report', async () => {
  for (const doubtful of ['topology', 'security-plan']) {
    const code = await scene.institution('hospital');
    const number = await scene.open(code);
    await foundBut(code, number, doubtful);
    const refused = await scene.refused('step-lacks', 'xingqing.caseworker', `/applications/${number}/transitions/verify/request`);
    assert.match(JSON.stringify(refused.detail), /NX-16/, doubtful);
    await scene.ok('xingqing.caseworker', `/applications/${number}/findings`, { material: doubtful, conforms: true });
    await scene.ok('xingqing.caseworker', `/applications/${number}/transitions/verify/request`);
  }
});

test('NX-附1, NX-附1.1: the commitment is on record by its SM3 and its finding; without it a changed system is not reported', async () => {
  const code = await scene.institution('hospital');
  const number = await scene.open(code);
  await foundBut(code, number, 'commitment');
  const refused = await scene.refused('step-lacks', 'xingqing.caseworker', `/applications/${number}/transitions/verify/request`);
  assert.match(JSON.stringify(refused.detail), /NX-附1\.1/);
  const [commitment] = await scene.system.query<{ sm3: string; conforms: boolean }>(
    `select m.sm3, f.conforms from application_material m join material_finding f on f.material_id = m.id
     join application a on a.id = m.application_id where a.number = $1 and m.code = 'commitment' and m.replaced_at is null`,
    [number],
  );
  assert.match(commitment!.sm3, /^[0-9a-f]{64}$/);
  assert.equal(commitment!.conforms, false);
});

test('TS-1(4), TS-2(2), TS-3(3): without officer, manager or the knowledge of a rule the procedure is not completed', async () => {
  const code = 'P13020000077';
  await scene.ok('tangshan.caseworker', '/institutions', { code, kind: 'pharmacy', name: '唐山药店' });
  const login = code.toLowerCase();
  const account = { login, name: '操作员', password: 'Demo#2026-anjie', role: 'institution', partyKind: 'institution', partyCode: code };
  await scene.ok('heb.system-administrator', '/accounts', account);
  await scene.ok('heb.security-officer', `/accounts/${login}/activation`);
  const { number } = await scene.ok('tangshan.caseworker', `/institutions/${code}/applications`, { kind: 'connection' });
  const agreement = { kind: 'security-agreement', signatories: { institution: true, bureau: true }, copies: 2, signedOn: '2026-03-02' };
  await scene.ok('tangshan.caseworker', `/institutions/${code}/agreements`, agreement);
  await scene.take('tangshan.caseworker', String(number), 'sign-agreement');
  const rule = await scene.ok('tangshan.caseworker', '/rules', {
    number: '唐医保信〔2026〕3号',
    title: '使用管理制度',
    inForceFrom: '2026-01-01',
  });
  const complete = `/applications/${number}/transitions/complete-procedure`;
  const lacks = async () => {
    const { value, clause } = await scene.refused('step-lacks', 'tangshan.caseworker', complete);
    return [value, clause];
  };
  assert.deepEqual(await lacks(), ['operator:is_officer, operator:manager, rule:唐医保信〔2026〕3号', 'TS-1(4)']);
  await scene.ok(login, `/institutions/${code}/operators`, { role: 'is_officer', name: '刘安全' });
  assert.deepEqual(await lacks(), ['operator:manager, rule:唐医保信〔2026〕3号', 'TS-3(3)']);
  await scene.ok(login, `/institutions/${code}/operators`, { role: 'manager', name: '陈管理' });
  assert.deepEqual(await lacks(), ['rule:唐医保信〔2026〕3号', 'TS-2(2)']);
  await scene.ok(login, `/institutions/${code}/rules/${rule.id}/acknowledgement`);
  assert.equal(await scene.take('tangshan.caseworker', String(number), 'complete-procedure'), 'procedure-done');
});
