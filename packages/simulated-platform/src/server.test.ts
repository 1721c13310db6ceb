import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPlatform } from './server.ts';

test('two environments share nothing, say who they are and mark every reply as simulated', async () => {
  const production = await startPlatform({ port: 0, host: '127.0.0.1', environment: 'production' });
  const testing = await startPlatform({ port: 0, host: '127.0.0.1', environment: 'test' });
  try {
    for (const one of [production, testing]) {
      const health = await fetch(`http://127.0.0.1:${one.port}/health`);
      assert.deepEqual(await health.json(), { ok: true, environment: one.environment });
      assert.equal(health.headers.get('x-anjie-simulated'), '1');
    }
    const body = JSON.stringify({
      infno: '9001',
      msgid: 'P64010500001202611221200000001',
      mdtrtarea_admvs: '640105',
      recer_sys_code: 'FSI_LOCAL',
      infver: 'V1.0',
      opter_type: '1',
      opter: '001',
      opter_name: '收银员',
      inf_time: '2026-11-22 12:00:00',
      fixmedins_code: 'P64010500001',
      fixmedins_name: '银川示例药房',
      input: { signIn: { opter_no: '1', mac: '00:00:5e:00:53:01', ip: '127.0.0.1' } },
    });
    const reply = await fetch(`http://127.0.0.1:${production.port}/fsi/api/rsfComIfsService/callService`, { method: 'POST', body });
    assert.equal(reply.status, 200);
    assert.equal(((await reply.json()) as { infcode: number }).infcode, 0);
    assert.equal(production.state.signIns.size, 1);
    assert.equal(testing.state.signIns.size, 0);
    assert.equal((await fetch(`http://127.0.0.1:${production.port}/x`)).status, 405);
  } finally {
    await Promise.all([production.close(), testing.close()]);
  }
});

test('a taken port is an error of the start, not a crash later', async () => {
  const first = await startPlatform({ port: 0, host: '127.0.0.1', environment: 'test' });
  await assert.rejects(startPlatform({ port: first.port, host: '127.0.0.1', environment: 'test' }), { code: 'EADDRINUSE' });
  await first.close();
});
