import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SECRET } from '../tests/feed-server.ts';
import { TestGateway, until } from '../tests/test-gateway.ts';
import { closed, codeOf, institution, message } from '../tests/world.ts';

const CUT = { production: closed(), test: closed() };

/** The gateway as a process of its own, with the server and the platform of a test. */
class GatewayProcess {
  readonly #system: TestGateway;
  child: ChildProcess | null = null;
  log = '';

  constructor(system: TestGateway) {
    this.#system = system;
  }

  async start(change: Readonly<Record<string, string>> = {}): Promise<void> {
    const { folder, platform, server } = this.#system;
    const secret = join(folder, 'secret');
    await writeFile(secret, SECRET, { mode: 0o600 });
    const env = {
      PATH: process.env.PATH ?? '',
      ANJIE_MODE: 'demonstration',
      ANJIE_GATEWAY_ID: 'gw-test',
      ANJIE_GATEWAY_LISTEN: '127.0.0.1:0',
      ANJIE_GATEWAY_ENVIRONMENTS: 'production,test',
      ANJIE_GATEWAY_UPSTREAM_PRODUCTION: `http://127.0.0.1:${platform.ports.production}`,
      ANJIE_GATEWAY_UPSTREAM_TEST: `http://127.0.0.1:${platform.ports.test}`,
      ANJIE_SERVER_URL: server.url,
      ANJIE_GATEWAY_SECRET_FILE: secret,
      ANJIE_GATEWAY_DATA: join(folder, 'data'),
      ...change,
    };
    this.log = '';
    const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], { env });
    this.child = child;
    child.stderr.on('data', (chunk) => {
      this.log += String(chunk);
    });
    let port = 0;
    await until('the process listens or has ended', () => {
      const line = this.log.split('\n').find((text) => text.includes('"listening"'));
      if (line !== undefined) port = (JSON.parse(line) as { port: number }).port;
      return port > 0 || child.exitCode !== null;
    });
    this.#system.gateway = { host: '127.0.0.1', port, opened: null as never, close: async () => void (await this.end('SIGKILL')) };
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    return child.exitCode;
  }
}

test('kill -9 at any moment: what was acknowledged holds after the next start without the server, and so does the replay window', async () => {
  await using system = await TestGateway.prepare();
  const gateway = new GatewayProcess(system);
  system.server.change({ entries: [1, 2, 3, 4, 5, 6].map((number) => institution(number)) });
  const sent: { number: number; body: string }[] = [];
  for (let round = 1; round <= 6; round += 1) {
    await gateway.start();
    await until('it is current', async () => (await system.health()).revision === system.server.revision);
    const body = message(codeOf(6), '2102');
    assert.equal((await system.post('127.0.6.1', body)).refusal, null);
    sent.push({ number: 6, body });
    const change = () => system.server.change({ entries: [institution(((round + 2) % 5) + 1, round % 2 === 0 ? {} : CUT)] });
    const burst = setInterval(change, 3);
    await new Promise((resolve) => setTimeout(resolve, 20 + round * 23));
    await gateway.end('SIGKILL');
    clearInterval(burst);
    await system.server.stop();
    const acknowledged = Math.max(0, ...system.server.acknowledgements.map(({ revision }) => revision));

    await gateway.start();
    const health = await system.health();
    assert.equal(health.state, 'ready', gateway.log);
    assert.ok(Number(health.revision) >= acknowledged, `${health.revision} is behind what was acknowledged, ${acknowledged}`);
    for (const { body: before } of sent) assert.equal((await system.post('127.0.6.1', before)).refusal, 'replayed');
    await gateway.end('SIGKILL');
    await system.server.start();
  }
  await gateway.start();
  await until('it is current', async () => (await system.health()).revision === system.server.revision);
  for (const { institution: id, code, segments } of [...system.server.entries.values()].map(({ entry }) => entry)) {
    const expected = segments[0].grants.production.admitted ? null : 'cut-off';
    assert.equal((await system.post(segments[0].bindings[0]?.ip ?? '', message(code))).refusal, expected, id);
  }
});

test('a request that was on its way when the gateway was killed is recorded as interrupted and not forwarded again', async () => {
  await using system = await TestGateway.prepare();
  const gateway = new GatewayProcess(system);
  system.server.change({ entries: [institution(1)] });
  await gateway.start();
  await until('it is current', async () => (await system.health()).revision === 1);
  system.platform.answer = () => undefined;
  const body = message(codeOf(1), '2102');
  const lost = system.post('127.0.1.1', body).catch(() => null);
  await until('the platform has it', () => system.platform.arrivals.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await gateway.end('SIGKILL');
  await lost;
  await gateway.start();
  assert.equal((await system.post('127.0.1.1', body)).refusal, 'replayed');
  await until('the record says so', () => [...system.server.records.values()].some(({ outcome }) => outcome === 'interrupted'));
});

test('SIGTERM lets what is under way end, brings the records to the server and exits 0', async () => {
  await using system = await TestGateway.prepare();
  const gateway = new GatewayProcess(system);
  system.server.change({ entries: [institution(1)] });
  await gateway.start();
  await until('it is current', async () => (await system.health()).revision === 1);
  let finish = (): void => undefined;
  system.platform.answer = (response) => {
    finish = () => response.end('{"infcode":0}');
  };
  const underWay = system.post('127.0.1.1', message(codeOf(1), '2102'));
  await until('the platform has it', () => system.platform.arrivals.length === 1);
  const ended = gateway.end('SIGTERM');
  await until('it stops', () => gateway.log.includes('"stopping"'));
  await assert.rejects(system.post('127.0.1.1', message(codeOf(1))));
  finish();
  assert.equal((await underWay).body.toString(), '{"infcode":0}');
  assert.equal(await ended, 0);
  assert.equal(system.server.records.size, 1);
});

test('a wrong setting ends the process with 2, a busy port with 1, both in words', async () => {
  await using system = await TestGateway.prepare();
  const gateway = new GatewayProcess(system);
  await gateway.start({ ANJIE_GATEWAY_UPSTREAM_TEST: 'nowhere' });
  assert.equal(gateway.child?.exitCode, 2);
  assert.match(gateway.log, /ANJIE_GATEWAY_UPSTREAM_TEST=nowhere：.* \/ /);
  await gateway.start({ ANJIE_GATEWAY_LISTEN: `127.0.0.1:${system.server.port}` });
  assert.equal(gateway.child?.exitCode, 1);
  assert.match(gateway.log, /无法监听.*cannot listen/);
});
