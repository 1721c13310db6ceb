import { createHmac, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnInstallation } from './installation.ts';

/** What `anjie init` is given: a province of its own with three officers. */
export const SETUP = {
  divisions: [
    { code: '100000', name: '全国', level: 'nation', parent: null },
    { code: '640000', name: '宁夏回族自治区', level: 'province', parent: '100000' },
  ],
  bureaus: [
    { code: 'nx', gb: '640000', name: '宁夏回族自治区医疗保障局', level: 'province', parent: null, prov: '640000', city: null, div: null },
  ],
  bureau: 'nx',
  officers: {
    'system-administrator': { name: '甲某某', identityNumber: '640101199001010011' },
    'security-officer': { name: '乙某某', identityNumber: '640101199001010022' },
    auditor: { name: '丙某某', identityNumber: '640101199001010033' },
  },
};

export interface Called {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Called>;

/** Calls of the portal's API, with a session's token or without. */
export function caller(url: string, token: string | null): Call {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

/** Begins a production installation and gives each officer's one-time code, by role. */
export async function initProduction(own: OwnInstallation): Promise<Map<string, { login: string; code: string }>> {
  const file = join(own.folder, 'setup.json');
  writeFileSync(file, JSON.stringify(SETUP), { mode: 0o600 });
  const { code, stdout, stderr } = await own.anjie('init', file, '--json');
  if (code !== 0) throw new Error(stderr);
  const invitations = JSON.parse(stdout) as { role: string; login: string; code: string }[];
  return new Map(invitations.map((one) => [one.role, one]));
}

/** An officer's first coming: one-time code, password, authenticator. Gives the session. */
export async function firstLogin(url: string, { login, code }: { login: string; code: string }): Promise<Call> {
  const ok = (answer: Called) => {
    if (answer.status >= 300) throw new Error(`${login}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { token } = ok(await caller(url, null)('POST', '/sessions/code', { login, code, password: `Quiet#River-${login.length}2k` }));
  const call = caller(url, String(token));
  const { id, secret } = ok(await call('POST', '/me/factors/totp', { label: '手机' }));
  const { login: next } = ok(await call('POST', `/me/factors/${id}/confirmation`, { code: totpNow(String(secret)) }));
  return caller(url, (next as { token: string }).token);
}

/** RFC 6238 of this moment. */
function totpNow(secret: string): string {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
