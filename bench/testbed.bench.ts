import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { xcaSignature } from '../apps/testbed/src/signing/scheme.ts';
import { beginCampaign, query, READY, sale } from '../apps/testbed/tests/test-bed.ts';

/** The bed (signature, catalogue, settlement, recognition, durable log) against a bare HTTP echo, both as processes of their own. */
const REQUESTS = 3000;
const CONNECTIONS = 64;
const CAMPAIGNS = 20;
const ROUNDS = 3;

interface Message {
  readonly url: URL;
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

export async function run() {
  const [bed, echo] = await Promise.all([part<{ url: string }>('parts/bed.ts'), part<{ port: number }>('parts/echo-platform.ts')]);
  const rows: Record<string, string | number>[] = [];
  const best = { bed: 0, echo: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['echo', 'bed'] as const) {
      const messages = await prepare({ url: bed.said.url }, name === 'echo' ? `http://127.0.0.1:${echo.said.port}` : null);
      const began = performance.now();
      await load(messages);
      const rate = Math.round(REQUESTS / ((performance.now() - began) / 1000));
      best[name] = Math.max(best[name], rate);
      rows.push({ round, name, 'requests a second': rate });
    }
  }
  bed.child.disconnect();
  echo.child.disconnect();
  await once(bed.child, 'exit');
  return { rounds: ROUNDS, rows, ratios: { 'throughput, test bed / bare echo': Math.round((best.bed / best.echo) * 100) / 100 } };
}

/** Settlements over several campaigns, each person queried first; the echo gets the same bytes. */
async function prepare(bed: { url: string }, echo: string | null): Promise<readonly Message[]> {
  const campaigns = await Promise.all(Array.from({ length: CAMPAIGNS }, () => beginCampaign(bed)));
  const time = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  return Array.from({ length: REQUESTS }, (_, at) => {
    const { endpoint, signing } = campaigns[at % CAMPAIGNS]!;
    const first = at < CAMPAIGNS;
    const serial = String(at).padStart(4, '0');
    const sender = { fixmedins_code: signing.id, fixmedins_name: '示例药房', opter_type: '1', opter: '001', opter_name: '收银员' };
    const place = {
      mdtrtarea_admvs: '640104',
      insuplc_admdvs: '640100',
      recer_sys_code: 'FSI',
      infver: 'V1.0',
      inf_time: time,
      sign_no: '',
    };
    const head = { infno: first ? '1101' : '2102', msgid: `${signing.id}${time.replace(/\D/g, '')}${serial}` };
    const body = Buffer.from(JSON.stringify({ ...head, ...sender, ...place, input: first ? query(READY) : sale(READY, 0.01) }));
    const timestamp = String(Date.now());
    const signature = `${timestamp}:${xcaSignature(signing.secret, timestamp, body)}`;
    return { url: new URL(echo ?? endpoint), body, headers: { 'x-ca-key': signing.id, 'x-ca-signature': signature } };
  });
}

async function load(messages: readonly Message[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < messages.length; at = next++) await post(agent, messages[at]!);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
}

function post(agent: Agent, { url, body, headers }: Message): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => {
        text += chunk;
      });
      reply.on('end', () => (/"infcode":0/.test(text) ? resolve() : reject(new Error(text))));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function part<T>(file: string): Promise<{ child: ChildProcess; said: T }> {
  const child = fork(join(import.meta.dirname, file), { env: { PATH: process.env.PATH }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [said] = (await once(child, 'message')) as [T];
  return { child, said };
}
