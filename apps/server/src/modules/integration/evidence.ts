/** Screenshots and sheets that an attestation rests on: they lie at the bed with the run and are frozen with it. */
import { sm3Hex } from '@anjie/guomi';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { BytesBody } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type Scanning, scanFile } from '../documents/index.ts';
import { atJointTest, auditApplication, getApplication, touchApplication } from '../onboarding/index.ts';
import { mustBeCampaignOf } from './campaign.store.ts';
import { newestRun } from './read-run.ts';
import type { TestBed } from './test-bed.ts';

/** What the bed keeps; it looks at the content itself. */
export const EVIDENCE_MEDIA = ['image/png', 'image/jpeg', 'application/pdf'];

export const keptEvidence = z.object({ sm3: z.string(), name: z.string(), media: z.string(), bytes: z.number() });

/**
 * Has a file scanned and gives it to the newest run.
 *
 * @throws document-infected, scanner-unreachable; test-bed-refuses for a file of another kind than its content shows
 */
export async function keepEvidence(
  tx: Tx,
  { bed, scanning }: { bed: TestBed; scanning: Scanning },
  number: string,
  campaign: string,
  { bytes, fileName }: BytesBody,
) {
  const application = await touchApplication(tx, number);
  await atJointTest(tx, application);
  await mustBeCampaignOf(tx, application.id, campaign);
  if (fileName === null) return refuseInput('input-invalid', { path: 'headers.x-file-name', rule: 'X-File-Name' });
  const about = { object: { kind: 'application', id: number }, territory: application, institutionId: application.institutionId };
  const scan = await scanFile(tx, scanning, about, { open: () => bytes, bytes: bytes.length, sm3: sm3Hex(bytes) });
  const { run } = await newestRun(bed, campaign);
  const kept = keptEvidence.parse(
    await bed.give(`/campaigns/${campaign}/runs/${run}/evidence?name=${encodeURIComponent(fileName)}`, bytes),
  );
  auditApplication(tx, application, 'test-evidence-kept', { campaign, run, sm3: kept.sm3, scan });
  return kept;
}

/** A file of a run, for whoever approves or seals to look at. @throws not-found */
export async function readEvidence(tx: Tx, bed: TestBed, at: { number: string; campaign: string; run: number; sm3: string }) {
  const application = await getApplication(tx, at.number);
  await mustBeCampaignOf(tx, application.id, at.campaign);
  const path = `/campaigns/${at.campaign}/runs/${at.run}/evidence`;
  const { evidence } = z.looseObject({ evidence: z.array(keptEvidence) }).parse(await bed.ask('GET', path));
  const file = evidence.find((one) => one.sm3 === at.sm3);
  if (file === undefined) return refuseInput('not-found', { path: 'params.sm3', value: at.sm3 });
  auditApplication(tx, application, 'test-evidence-fetched', { campaign: at.campaign, run: at.run, sm3: at.sm3 });
  return { file, bytes: await bed.take(`${path}/${at.sm3}`) };
}
