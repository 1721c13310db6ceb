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

test('NX-8: one person takes an exception back: addresses on file stay, no more are taken, and it is asked for anew', async () => {
  const code = await at.pharmacy();
  const approver = await at.system.as('xingqing.approver');
  const file = (ip: string) => at.county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip, environment: 'production' });
  await at.addressInForce(code, '10.64.14.1');
  const granted = async () => {
    const asked = made(await at.county.post(`/institutions/${code}/address-exceptions`, { reason: '两处院区' }));
    return (await approver.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version })).body;
  };
  const exception = await granted();
  const second = await at.accepted('/address-filings', made(await file('10.64.14.2')));
  const path = `/address-exceptions/${exception.id}/revocation`;
  const body = { reason: '院区已合并' };
  assert.equal((await (await at.system.as('jinfeng.approver')).post(path, body, { version: 2 })).status, 404);
  assert.equal((await (await at.system.as('nx.approver')).post(path, body, { version: 2 })).body.code, 'role-not-allowed');
  assert.equal((await (await at.system.as('yinchuan.approver')).post(path, body, { version: 2 })).body.code, 'not-the-territorial-bureau');
  assert.equal((await at.county.post(path, body, { version: 1 })).status, 412);
  const revoked = await at.county.post(path, body, { version: exception.version });
  assert.equal(revoked.status, 200, JSON.stringify(revoked.body));
  assert.equal((await approver.post(path, body, { version: 3 })).body.code, 'exception-revoked');
  const approval = await approver.post(`/address-exceptions/${exception.id}/approval`, undefined, { version: 3 });
  assert.equal(approval.body.code, 'exception-revoked');
  assert.equal((await at.county.get(`/address-filings/${second.id}`)).body.state, 'accepted');
  assert.equal((await file('10.64.14.3')).body.code, 'address-limit');
  await granted();
  assert.equal((await file('10.64.14.3')).body.code, 'address-limit', 'the second address uses the new leave');
  await assert.rejects(
    at.plainSql(
      'app_county',
      '640104',
      'update address_exception set revoked_at = null, revoked_by = null, revoke_reason = null where id = $1',
      [exception.id],
    ),
    /asked for anew/,
  );
});
