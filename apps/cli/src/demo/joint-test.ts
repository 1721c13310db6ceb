import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../installation.ts';
import type { SystemChange } from './system-change.ts';

/** How long the reference HIS waits for a reply before it asks what became of its message, ms. */
const PATIENCE_MS = 2000;

export interface JointTest {
  readonly campaign: string;
  /** path of the campaign in the API */
  readonly path: string;
  readonly endpoint: string;
  readonly signing: { readonly scheme: string; readonly id: string; readonly secret: string };
}

export interface JointTestStanding {
  readonly share: number;
  readonly messages: number;
  readonly cases: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
}

/** The vendor opens a campaign at the test bed. */
export async function openJointTest({ number, vendor }: SystemChange): Promise<JointTest> {
  const campaigns = `/applications/${number}/test-campaigns`;
  const opened = await vendor.post<Omit<JointTest, 'path'>>(campaigns, {});
  return { ...opened, path: `${campaigns}/${opened.campaign}` };
}

/** The reference HIS drives every case: nobody at the bed does anything. */
export async function driveHis({ member }: SystemChange, { endpoint, signing }: JointTest): Promise<void> {
  const his = spawn(process.execPath, [join(ROOT, 'apps/reference-his/src/main.ts')], {
    env: {
      PATH: process.env.PATH,
      TESTBED_ENDPOINT: endpoint,
      TESTBED_INSTITUTION: member.code,
      TESTBED_INSTITUTION_NAME: member.name,
      TESTBED_SIGNING_SCHEME: signing.scheme,
      TESTBED_SIGNING_ID: signing.id,
      TESTBED_SIGNING_SECRET: signing.secret,
      HIS_TIMEOUT_MS: String(PATIENCE_MS),
    },
    stdio: 'ignore',
  });
  await once(his, 'exit');
}

export function standingOf({ local }: SystemChange, { path }: JointTest): Promise<JointTestStanding> {
  return local.get(path);
}

/** What people do: the vendor attests what a screen shows, the local bureau approves; the 32 results are entered. */
export async function attestAndRecord(change: SystemChange, test: JointTest): Promise<void> {
  const { vendor, local, asked } = change;
  const evidence = createHash('sm3').update(`界面截图 ${change.number}`).digest('hex');
  for (const one of (await standingOf(change, test)).cases.filter(({ kind, state }) => kind === 'attested' && state === 'waiting')) {
    const note = { case: one.id, kind: 'attestation', reason: '界面与维护功能已核对', evidenceName: '界面截图.png', evidenceSm3: evidence };
    const made = await vendor.post<{ note: string }>(`${test.path}/notes`, note);
    await local.post(`${test.path}/notes/${made.note}/approval`, {});
  }
  for (const { code } of asked.assessmentItems)
    await vendor.post(`${test.path}/records/${code}`, { verdict: 'meets', record: '核查符合', evidenceSm3: evidence });
}

/** Frozen at the bed, verified by the server, joined as the report. @returns its SM3, which the four seal */
export async function submitJointTest({ vendor }: SystemChange, { path }: JointTest): Promise<{ sm3: string; share: number }> {
  return vendor.post(`${path}/submission`, {});
}
