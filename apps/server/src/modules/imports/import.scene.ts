import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { TestSystem } from '@anjie/test-system';

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly rows: number;
  readonly rejected: number;
  readonly taken: number;
  readonly takenTo: number;
  readonly checked: boolean;
  readonly dryRun: boolean;
  readonly code?: string;
  readonly path?: string;
  readonly refusal: { readonly code: string; readonly rule: string; readonly path: string } | null;
}

export interface Fault {
  readonly row: number;
  readonly column: string;
  readonly value: string | null;
  readonly rule: string;
  readonly clause: string | null;
  readonly mend: { readonly zh: string; readonly en: string };
}

export interface Sent {
  readonly list?: string;
  readonly dryRun?: boolean;
  readonly keep?: 'all' | 'good';
  readonly type?: string;
  readonly key?: string;
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Sends a file and answers with what the server said of it at once. */
export async function send(
  system: TestSystem,
  login: string,
  file: string | Buffer,
  sent: Sent = {},
): Promise<{ status: number; body: Job }> {
  const { token } = await system.as(login);
  const asked = new URLSearchParams({ dryRun: String(sent.dryRun ?? false), keep: sent.keep ?? 'all' });
  const response = await fetch(`${system.url}/api/v1/imports/${sent.list ?? 'institutions'}?${asked}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': sent.type ?? 'text/csv; charset=utf-8',
      'idempotency-key': sent.key ?? randomUUID(),
    },
    body: typeof file === 'string' ? file : new Uint8Array(file),
  });
  return { status: response.status, body: (await response.json()) as Job };
}

/** Waits until an import has ended. */
export async function ended(system: TestSystem, login: string, id: string): Promise<Job> {
  for (;;) {
    const { body } = await (await system.as(login)).get(`/imports/${id}`);
    const job = body as unknown as Job;
    if (!['waiting', 'checking', 'taking'].includes(job.state)) return job;
    await setTimeout(20);
  }
}

/** Sends a file, waits for its end and reads what is wrong in it. */
export async function imported(
  system: TestSystem,
  login: string,
  file: string | Buffer,
  sent: Sent = {},
): Promise<Job & { faults: Fault[] }> {
  const { status, body } = await send(system, login, file, sent);
  if (status !== 201) throw new Error(JSON.stringify(body));
  const job = await ended(system, login, body.id);
  const { body: page } = await (await system.as(login)).get(`/imports/${body.id}/faults?limit=200`);
  return { ...job, faults: page.faults as unknown as Fault[] };
}
