import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type OwnInstallation, ownInstallation } from './installation.ts';

interface Begun {
  readonly id: string;
  readonly endpoint: string;
  readonly key: string;
  readonly signing: { readonly id: string; readonly secret: string };
}

let own: OwnInstallation;
let running: Awaited<ReturnType<OwnInstallation['up']>>;
let begun: Begun;
before(async () => {
  own = await ownInstallation();
  running = await own.up();
  const reply = await fetch(`${bed()}/api/v1/campaigns`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret('testbed/operator.token')}` },
    body: JSON.stringify({ plan: 'pharmacy' }),
  });
  begun = (await reply.json()) as Begun;
});
after(async () => {
  running?.process.kill('SIGTERM');
  await running?.ended;
  own?.remove();
});

const at = (offset: number): string => `http://127.0.0.1:${own.portBase + offset}`;
const [server, gateway, bed] = [() => at(0), () => at(1), () => at(5)];
const secret = (file: string): string =>
  readFileSync(join(own.folder, 'data', file), 'utf8')
    .trim()
    .split('\n')[0]!;

/** A message as the campaign's system signs it (x-ca). */
function signed(key: string): { body: string; headers: Record<string, string> } {
  const code = begun.signing.id;
  const time = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const person = { opter_type: '1', opter: '001', opter_name: '收银员', inf_time: time, fixmedins_code: code, fixmedins_name: '示例药房' };
  const place = { mdtrtarea_admvs: '640104', insuplc_admdvs: '640100', recer_sys_code: 'FSI', infver: 'V1.0', sign_no: '' };
  const msgid = `${code}${time.replace(/\D/g, '')}0001`;
  const input = { data: { mdtrt_cert_type: '02', mdtrt_cert_no: '640104198001012001', psn_cert_type: '01', certno: '640104198001012001' } };
  const body = JSON.stringify({ infno: '1101', msgid, ...place, ...person, input });
  const stamp = String(Date.now());
  const mac = createHmac('sm3', key).update(`${stamp}\n${body}`).digest('hex').toUpperCase();
  return { body, headers: { 'content-type': 'application/json', 'x-ca-key': code, 'x-ca-signature': `${stamp}:${mac}` } };
}

const send = async (url: string, message: { body: string; headers: Record<string, string> }) => {
  const reply = await fetch(url, { method: 'POST', ...message });
  return { status: reply.status, text: await reply.text() };
};
const CALL = '/fsi/api/rsfComIfsService/callService';

test('NX-20(4): a message that the bed accepts is refused by the production gateway, with or without the bed’s keys', async () => {
  const message = signed(begun.signing.secret);
  const accepted = await send(`${begun.endpoint}${CALL}`, message);
  assert.equal((JSON.parse(accepted.text) as { infcode: number }).infcode, 0, accepted.text);
  const withKey = { ...message, headers: { ...message.headers, authorization: `Bearer ${begun.key}` } };
  const path = new URL(begun.endpoint).pathname;
  for (const environment of ['production', 'test'])
    for (const one of [message, withKey]) {
      const refused = await send(`${gateway()}/${environment}${CALL}`, one);
      assert.match(refused.text, /"infcode":-1/, refused.text);
    }
  for (const url of [`${gateway()}${path}${CALL}`, `${gateway()}/production${path}${CALL}`]) {
    const refused = await send(url, message);
    assert.ok(refused.status !== 200 || /"infcode":-1/.test(refused.text), refused.text);
  }
});

test('NX-20(4): no key of the bed opens the server, its gateway feed or its traffic records', async () => {
  for (const key of [begun.key, begun.signing.secret, secret('testbed/operator.token'), secret('testbed/database.password')])
    for (const [method, path] of [
      ['GET', '/institutions'],
      ['GET', '/enforcement/feed'],
      ['POST', '/enforcement/records'],
    ] as const) {
      const reply = await fetch(`${server()}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } });
      assert.ok(reply.status === 401 || reply.status === 403, `${path} ${reply.status}`);
      await reply.body?.cancel();
    }
});

test('NX-20(4): no secret of production opens the bed, nor signs a message that it accepts', async () => {
  for (const file of ['secrets/gateway-1.secret', 'secrets/reader.token', 'secrets/master.key', 'secrets/app.password']) {
    const key = secret(file);
    const api = await fetch(`${bed()}/api/v1/campaigns/${begun.id}`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(api.status, 404, file);
    const all = await fetch(`${bed()}/api/v1/campaigns`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(all.status, 403, file);
    const message = await send(`${begun.endpoint}${CALL}`, signed(key));
    assert.match(message.text, /签名不符/, file);
  }
});

test('NX-20(4): the bed’s process is given no setting and no secret of production', () => {
  const environment = readFileSync(`/proc/${own.pidOf('testbed')}/environ`, 'utf8');
  const names = environment.split('\0').map((one) => one.split('=')[0]!);
  assert.deepEqual(
    names.filter((name) => name.startsWith('ANJIE_') && !name.startsWith('ANJIE_TESTBED_')),
    [],
  );
  for (const file of ['secrets/gateway-1.secret', 'secrets/master.key', 'secrets/app.password'])
    assert.ok(!environment.includes(secret(file)) && !environment.includes(file), file);
});

test('a test bed that ends by itself is started again, with its campaigns', async () => {
  const killed = own.pidOf('testbed');
  process.kill(killed, 'SIGKILL');
  const deadline = Date.now() + 30_000;
  let status = 0;
  while (status !== 200 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    status = await fetch(`${bed()}/api/v1/campaigns/${begun.id}`, { headers: { authorization: `Bearer ${begun.key}` } }).then(
      (reply) => reply.status,
      () => 0,
    );
  }
  assert.equal(status, 200);
  assert.notEqual(own.pidOf('testbed'), killed);
});
