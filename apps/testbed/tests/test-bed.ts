import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSm2Key } from '@anjie/guomi';
import { openLocalDatabase } from '@anjie/local-database';

import { migrate, ROLE } from '../src/migrate.ts';
import { type RunningBed, startTestbed } from '../src/server.ts';
import { xcaSignature } from '../src/signing/scheme.ts';

const PASSWORD = 'password-of-the-bed-in-tests-only-0001';
export const OPERATOR = 'token-of-the-operator-in-tests-only-01';

export interface TestBed extends RunningBed {
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** the same database, another process' worth of memory */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A bed on a cluster of its own: nothing of the server is needed for it. */
export async function startTestBed(options: { holdMs?: number; delayMs?: number; durable?: boolean } = {}): Promise<TestBed> {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-testbed-'));
  const cluster = await openLocalDatabase({ folder, durable: options.durable ?? false });
  await migrate(cluster.ownerUrl('postgres'), PASSWORD);
  const ownerUrl = cluster.ownerUrl('anjie_testbed');
  const appUrl = ownerUrl.replace(/\/\/[^@]*@/, `//${ROLE}:${PASSWORD}@`);
  const signer = generateSm2Key();
  const begin = (): Promise<RunningBed> =>
    startTestbed(
      {
        databaseUrl: appUrl,
        host: '127.0.0.1',
        tls: null,
        port: 0,
        publicUrl: '',
        operatorToken: OPERATOR,
        keyFile: '',
        holdMs: options.holdMs ?? 500,
        delayMs: options.delayMs ?? 50,
      },
      signer,
    );
  let running = await begin();
  return {
    get url() {
      return running.url;
    },
    get bed() {
      return running.bed;
    },
    ownerUrl,
    appUrl,
    close: () => running.close(),
    async restart() {
      await running.close();
      running = await begin();
    },
    async stop() {
      await running.close();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Begun {
  readonly id: string;
  readonly endpoint: string;
  readonly key: string;
  readonly signing: { readonly id: string; readonly secret: string; readonly privateKey?: string; readonly platformPublicKey?: string };
}

export interface Answered {
  readonly status: number;
  // Answers of every shape are read by tests.
  readonly body: Readonly<Record<string, unknown>>;
}

export async function ask(bed: { url: string }, key: string, method: string, path: string, body?: unknown): Promise<Answered> {
  const reply = await fetch(`${bed.url}${path}`, {
    method,
    headers: key === '' ? {} : { authorization: `Bearer ${key}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: reply.status, body: JSON.parse((await reply.text()) || '{}') };
}

export async function beginCampaign(bed: { url: string }, over: object = {}): Promise<Begun> {
  const { status, body } = await ask(bed, OPERATOR, 'POST', '/api/v1/campaigns', { plan: 'pharmacy', ...over });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as unknown as Begun;
}

export interface HisReply {
  readonly infcode: number | string;
  readonly inf_refmsgid: string;
  readonly err_msg: string;
  readonly output: Record<string, Record<string, unknown>>;
}

let serial = 0;

/** A message as a pharmacy's system would send it now, x-ca signed. */
export async function send(
  begun: Begun,
  infno: string,
  input: object,
  over: Record<string, unknown> = {},
  secret = begun.signing.secret,
): Promise<HisReply & { msgid: string }> {
  serial += 1;
  const now = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const code = begun.signing.id;
  const msgid = `${code}${now.replace(/\D/g, '')}${String(serial % 10_000).padStart(4, '0')}`;
  const envelope = { infno, msgid, mdtrtarea_admvs: '640104', insuplc_admdvs: '640100', recer_sys_code: 'FSI', infver: 'V1.0' };
  const person = {
    opter_type: '1',
    opter: '001',
    opter_name: '收银员',
    inf_time: now,
    fixmedins_code: code,
    fixmedins_name: '示例药房',
    sign_no: '',
  };
  const body = JSON.stringify({ ...envelope, ...person, input, ...over });
  const timestamp = String(Date.now());
  const headers = { 'x-ca-key': code, 'x-ca-signature': `${timestamp}:${xcaSignature(secret, timestamp, Buffer.from(body))}` };
  const reply = await fetch(`${begun.endpoint}/fsi/api/rsfComIfsService/callService`, { method: 'POST', headers, body });
  return { ...(JSON.parse(await reply.text()) as HisReply), msgid: String(over.msgid ?? msgid) };
}

export const READY = { psn_no: '64010000000000000000200001', certno: '640104198001012001', psn_name: '测试甲' };
export const LOST = { psn_no: '64010000000000000000200004', certno: '640104198001013001', psn_name: '超时一' };

/** 1101 by identity card. */
export function query(person: { certno: string }): object {
  return {
    data: { mdtrt_cert_type: '02', mdtrt_cert_no: person.certno, certno: person.certno, psn_cert_type: '01', psn_name: '', begntime: null },
  };
}

/** 2102 of one item. */
export function sale(person: typeof READY, yuan = 10): object {
  const at = '2026-11-22 12:00:00';
  const own = { psn_no: person.psn_no, certno: person.certno, psn_name: person.psn_name, psn_cert_type: '01', psn_type: '11' };
  const item = { feedetl_sn: 1, rx_circ_flag: '0', fee_ocur_time: at, med_list_codg: 'XA02BCA211A012010100154', medins_list_codg: 'YP1' };
  return {
    druginfo: {
      ...own,
      mdtrt_cert_type: '02',
      mdtrt_cert_no: person.certno,
      begntime: at,
      medfee_sumamt: yuan,
      insutype: '310',
      acct_used_flag: '1',
      med_type: '41',
    },
    drugdetail: [{ ...item, det_item_fee_sumamt: yuan, cnt: 1, pric: yuan }],
  };
}
