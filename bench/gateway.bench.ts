import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FeedServer, SECRET } from '../apps/gateway/tests/feed-server.ts';
import { codeOf, institution, message } from '../apps/gateway/tests/world.ts';

/** The gateway with all its checks and records against a bare proxy without any, before one platform; processor time a request is the figure. */
const REQUESTS = 6000;
const CONNECTIONS = 32;
const ROUNDS = 3;
const LISTEN = 17_391;
const TICKS = 100;

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-bench-'));
  const feed = new FeedServer();
  await feed.start();
  feed.change({ entries: [institution(1)] });
  writeFileSync(join(folder, 'secret'), SECRET, { mode: 0o600 });
  const platform = await part('parts/echo-platform.ts', {});
  const upstream = `http://127.0.0.1:${platform.port}`;
  const proxy = await part('parts/bare-proxy.ts', { BENCH_UPSTREAM: upstream });
  const gateway = fork(join(import.meta.dirname, '../apps/gateway/src/main.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      ANJIE_MODE: 'demonstration',
      ANJIE_GATEWAY_ID: 'gw-test',
      ANJIE_GATEWAY_LISTEN: `127.0.0.1:${LISTEN}`,
      ANJIE_GATEWAY_ENVIRONMENTS: 'production,test',
      ANJIE_GATEWAY_UPSTREAM_PRODUCTION: upstream,
      ANJIE_GATEWAY_UPSTREAM_TEST: upstream,
      ANJIE_SERVER_URL: feed.url,
      ANJIE_GATEWAY_SECRET_FILE: join(folder, 'secret'),
      ANJIE_GATEWAY_DATA: join(folder, 'data'),
    },
  });
  await untilReady();
  const rows: Record<string, string | number>[] = [];
  const best = { gateway: Number.POSITIVE_INFINITY, proxy: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, port, child] of [
      ['proxy', proxy.port, proxy.child],
      ['gateway', LISTEN, gateway],
    ] as const) {
      const before = cpu(child);
      const began = Date.now();
      await load(port, round);
      const seconds = (Date.now() - began) / 1000;
      const micros = Math.round(((cpu(child) - before) * 1e6) / TICKS / REQUESTS);
      best[name] = Math.min(best[name], micros);
      rows.push({ round, name, 'processor µs a request': micros, 'requests a second': Math.round(REQUESTS / seconds) });
    }
  }
  for (const child of [gateway, proxy.child, platform.child]) child.kill('SIGKILL');
  await feed.stop();
  rmSync(folder, { recursive: true, force: true });
  return { rounds: ROUNDS, rows, ratios: { 'processor time, gateway / bare proxy': Math.round((best.gateway / best.proxy) * 100) / 100 } };
}

async function part(file: string, environment: Record<string, string>): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(import.meta.dirname, file), {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      if (((await (await fetch(`http://127.0.0.1:${LISTEN}/health`)).json()) as { ok: boolean }).ok) return;
    } catch {}
    await delay(100);
  }
  throw new Error(`the gateway did not become ready: ${await (await fetch(`http://127.0.0.1:${LISTEN}/health`)).text()}`);
}

/** A settlement of about 2.4 KB, each with a msgid of its own. */
function body(serial: number): string {
  const text = message(codeOf(1), '2102', { input: { data: { psn_no: '1', filler: 'x'.repeat(1900) } } });
  return text.replace(/"msgid":"[^"]+"/, `"msgid":"${codeOf(1)}${String(serial).padStart(18, '0')}"`);
}

async function load(port: number, round: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let next = 0;
  const one = async () => {
    while (next < REQUESTS) {
      const serial = round * REQUESTS + next++;
      await post(port, agent, body(serial));
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  agent.destroy();
}

function post(port: number, agent: Agent, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        agent,
        localAddress: '127.0.1.1',
        method: 'POST',
        path: '/production/fsi/api/rsfComIfsService/callService',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        const refusal = response.headers['x-anjie-refusal'];
        if (response.statusCode !== 200 || refusal !== undefined) reject(new Error(`refused: ${response.statusCode} ${refusal}`));
        response.on('data', () => {}).on('end', resolve);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

/** Ticks of processor time that the process has used, user and system. */
function cpu(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
