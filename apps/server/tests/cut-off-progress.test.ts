import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { plantAdmitted } from './admitted-institution.ts';
import { type InProcess, openInProcess } from './in-process.ts';

let system: TestSystem;
let within: InProcess;
let secret: string;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  const gateway = { code: 'gw-progress', name: '网关', environments: ['production'] };
  const enrolled = await (await system.as('nation.system-administrator')).post('/enforcement/gateways', gateway);
  secret = String(enrolled.body.secret);
});
after(async () => {
  await within.close();
  await system.stop();
});

/** Says as the gateway what it has applied, and what is left open of an institution. */
async function acknowledge(revision: number, code: string | null, openConnections: number): Promise<void> {
  const [head] = await system.query<{ epoch: string }>('select epoch from feed_head');
  const report = { code, revision, openConnections, inFlight: 0, forwardedAfter: 0 };
  const body = JSON.stringify({
    epoch: head!.epoch,
    revision,
    instance: 'one',
    appliedAt: Date.now(),
    verified: code === null ? [] : [report],
  });
  const path = '/api/v1/enforcement/acknowledgements';
  const time = String(Date.now());
  const signed = `POST\n${path}\n${time}\n${createHash('sm3').update(body).digest('hex')}`;
  const mac = createHmac('sm3', secret).update(signed).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-anjie-gateway': 'gw-progress', 'x-anjie-time': time, 'x-anjie-mac': mac };
  const answer = await fetch(system.url + path, { method: 'POST', headers, body });
  assert.equal(answer.status, 200, await answer.text());
}

interface Progress {
  readonly off: { readonly revision: number } | null;
  readonly gateways: readonly { readonly state: string | null; readonly openConnections: number | null }[];
}

const progress = async (code: string, login = 'nx.caseworker') => {
  const answer = await (await system.as(login)).get(`/institutions/${code}/enforcement`);
  return { status: answer.status, body: answer.body as unknown as Progress };
};

test('NX-18: a cut-off is ordered, then acknowledged, and verified off only once nothing is open', async () => {
  const { code } = await plantAdmitted(system, within, 1);
  assert.equal((await progress(code)).body.off, null);
  const cut = { kind: 'cut-off', clause: 'NX-18', reason: '一机两网' };
  assert.equal((await (await system.as('nx.caseworker')).post(`/institutions/${code}/restrictions`, cut)).status, 201);
  const { off, gateways } = (await progress(code)).body;
  assert.ok(off !== null);
  assert.deepEqual(
    gateways.map(({ state }) => state),
    ['ordered'],
  );
  await acknowledge(off.revision, null, 0);
  assert.equal((await progress(code)).body.gateways[0]?.state, 'acknowledged');
  await acknowledge(off.revision, code, 1);
  assert.deepEqual((await progress(code)).body.gateways[0]?.openConnections, 1);
  assert.equal((await progress(code)).body.gateways[0]?.state, 'acknowledged');
  await acknowledge(off.revision, code, 0);
  assert.equal((await progress(code)).body.gateways[0]?.state, 'verified');
});

test('another territory sees nothing of a cut-off: 404; a carrier has no business with it: 403', async () => {
  const { code } = await plantAdmitted(system, within, 2);
  assert.equal((await progress(code, 'xingqing.leader')).status, 200);
  assert.equal((await progress(code, 'jinfeng.caseworker')).status, 404);
  assert.equal((await progress(code, 'jincheng.caseworker')).status, 404);
  assert.equal((await progress(code, 'carrier-a.operator')).status, 403);
});

/** What a stream tells, one state after the other. */
function follow(answer: Response): (enough: (progress: Progress) => boolean) => Promise<Progress> {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async (enough) => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`the stream ended: ${text}`);
      const events = (text + value).split('\n\n');
      text = events.pop()!;
      const states = events.filter((event) => event.startsWith('data: ')).map((event) => JSON.parse(event.slice(6)) as Progress);
      const found = states.find(enough);
      if (found !== undefined) return found;
    }
  };
}

const watch = async (code: string, login: string, headers: Record<string, string> = { accept: 'text/event-stream' }) =>
  fetch(`${system.url}/api/v1/institutions/${code}/enforcement/stream`, {
    headers: { authorization: `Bearer ${(await system.as(login)).token}`, ...headers },
    signal: AbortSignal.timeout(30_000),
  });

test('NX-18: who watches a cut-off is told as it goes: ordered, acknowledged, verified off', async () => {
  const { code } = await plantAdmitted(system, within, 3);
  const board = await watch(code, 'nx.approver');
  assert.match(board.headers.get('content-type')!, /^text\/event-stream/);
  const first = follow(board);
  assert.equal((await first(() => true)).off, null);
  const cut = { kind: 'cut-off', clause: 'NX-18', reason: '一机两网' };
  assert.equal((await (await system.as('nx.caseworker')).post(`/institutions/${code}/restrictions`, cut)).status, 201);
  const second = follow(await watch(code, 'xingqing.caseworker'));
  const ordered = await second(({ off }) => off !== null);
  await acknowledge(ordered.off!.revision, code, 0);
  const verified = await second(({ gateways }) => gateways.some((one) => one.state === 'verified'));
  assert.equal(verified.off!.revision, ordered.off!.revision);
  await first(({ gateways }) => gateways.some((one) => one.state === 'verified'));
});

test('the stream of a cut-off is refused in words: to another territory, to a role that may not, for what is no code', async () => {
  const { code } = await plantAdmitted(system, within, 4);
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
  assert.deepEqual(await codeOf(await watch(code, 'jinfeng.caseworker')), [404, 'not-found']);
  assert.deepEqual(await codeOf(await watch(code, 'nx.auditor')), [403, 'role-not-allowed']);
  assert.deepEqual(await codeOf(await watch('NOWHERE', 'nx.caseworker')), [400, 'input-invalid']);
});

test('who asks for no stream is told the state once', async () => {
  const { code } = await plantAdmitted(system, within, 5);
  assert.match(await (await watch(code, 'nx.caseworker', { accept: '*/*' })).text(), /^data: \{.*\}\n\n$/);
});
