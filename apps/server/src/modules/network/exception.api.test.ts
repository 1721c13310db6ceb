import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type FilingSystem, made, startFilingSystem } from './filing.test-system.ts';

let at: FilingSystem;
before(async () => {
  at = await startFilingSystem();
});
after(() => at.stop());

test('NX-8: a second production address is refused, unless two people granted an exception', async () => {
  const code = await at.pharmacy();
  await at.addressInForce(code, '10.64.3.1');
  const second = { act: 'apply', ip: '10.64.3.2', environment: 'production' };
  const refused = await at.county.post(`/institutions/${code}/address-filings`, second);
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'address-limit');
  assert.equal(refused.body.clause, 'NX-8');
  made(await at.county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.3.3', environment: 'test' }));

  const asked = made(await at.county.post(`/institutions/${code}/address-exceptions`, { reason: '两处院区' }));
  assert.equal((await at.county.post(`/institutions/${code}/address-filings`, second)).body.code, 'address-limit');
  assert.equal(
    (await at.county.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version })).body.code,
    'role-not-allowed',
  );
  const elsewhere = await at.system.as('jinfeng.approver');
  assert.equal((await elsewhere.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version })).status, 404);
  const above = await at.system.as('yinchuan.approver');
  const overridden = await above.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version });
  assert.equal(overridden.body.code, 'not-the-territorial-bureau');
  const approver = await at.system.as('xingqing.approver');
  assert.equal((await approver.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: 9 })).status, 412);
  const approved = await approver.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version });
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  await at.accepted('/address-filings', made(await at.county.post(`/institutions/${code}/address-filings`, second)));
  assert.equal(
    (await at.county.post(`/institutions/${code}/address-filings`, { ...second, ip: '10.64.3.4' })).body.code,
    'address-limit',
    'one exception, one address',
  );
});

test('NX-8: plain SQL as the application role cannot approve an exception alone, nor keep an approval of other words', async () => {
  const code = await at.pharmacy();
  const asked = made(await at.county.post(`/institutions/${code}/address-exceptions`, { reason: '两处院区' }));
  const asCounty = (statement: string) => at.plainSql('app_county', '640104', statement, [asked.id]);
  const alone = `update address_exception set approved_at = now(), approved_by = requested_by, digest = '\\x${'00'.repeat(32)}' where id = $1`;
  await assert.rejects(asCounty(alone), /approved_by_four_eyes/);
  await assert.rejects(asCounty('update address_exception set requested_by = gen_random_uuid() where id = $1'), /not rewritten/);
  const approver = await at.system.as('xingqing.approver');
  assert.equal((await approver.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version })).status, 200);
  assert.equal(await asCounty(`update address_exception set extra = 9 where id = $1`), 1);
  const kept = await at.system.query('select approved_at, digest from address_exception where id = $1', [asked.id]);
  assert.deepEqual(kept, [{ approved_at: null, digest: null }]);
});
