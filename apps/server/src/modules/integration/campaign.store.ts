import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type Application, partiesOf, placeOf } from '../onboarding/index.ts';
import type { Standing } from './suite-asked.ts';

export async function insertCampaign(tx: Tx, application: Application, campaign: string, plan: string, standing: Standing): Promise<void> {
  await tx.db
    .insertInto('test_campaign')
    .values({
      id: uuidv7(),
      ...placeOf(application),
      ...partiesOf(application),
      campaign,
      plan,
      suite: standing.suite,
      certification_id: standing.certificationId,
      opened_by: tx.actor.id,
      opened_at: tx.now,
    })
    .execute();
}

export async function listCampaigns(tx: Tx, applicationId: string) {
  return tx.db
    .selectFrom('test_campaign')
    .leftJoin('version_certification', 'version_certification.id', 'test_campaign.certification_id')
    .select([
      'campaign',
      'plan',
      'opened_at as openedAt',
      'suite',
      'version_certification.begun_at as certifiedAt',
      'version_certification.ended_at as endedAt',
    ])
    .where('application_id', '=', applicationId)
    .orderBy('opened_at', 'desc')
    .limit(200)
    .execute();
}

/** @throws not-found, also for a campaign of another application */
export async function mustBeCampaignOf(tx: Tx, applicationId: string, campaign: string): Promise<void> {
  const row = await tx.db
    .selectFrom('test_campaign')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('campaign', '=', campaign)
    .executeTakeFirst();
  if (row === undefined) refuseInput('not-found', { path: 'params.campaign', value: campaign });
}

export async function wasUsed(tx: Tx, applicationId: string, sm3: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('frozen_run')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('sm3', '=', sm3)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertFrozenRun(
  tx: Tx,
  application: Application,
  run: {
    readonly reportId: string;
    readonly sm3: string;
    readonly campaign: string;
    readonly number: number;
    readonly share: number;
    readonly document: unknown;
    readonly signature: string;
    readonly publicKey: string;
    readonly frozenAt: Date;
  },
): Promise<void> {
  await tx.db
    .insertInto('frozen_run')
    .values({
      id: uuidv7(),
      ...placeOf(application),
      ...partiesOf(application),
      report_id: run.reportId,
      sm3: run.sm3,
      campaign: run.campaign,
      run: run.number,
      share: String(run.share),
      document: JSON.stringify(run.document),
      signature: run.signature,
      public_key: run.publicKey,
      frozen_at: run.frozenAt,
      verified_by: tx.actor.id,
      verified_at: tx.now,
    })
    .execute();
}

/** The run that the report in force stands on, word for word; null while there is none. */
export async function findFrozenRun(tx: Tx, applicationId: string) {
  const row = await tx.db
    .selectFrom('frozen_run')
    .innerJoin('test_report', 'test_report.id', 'frozen_run.report_id')
    .select([
      'frozen_run.document',
      'frozen_run.sm3',
      'frozen_run.signature',
      'frozen_run.public_key as publicKey',
      'frozen_run.frozen_at as frozenAt',
    ])
    .where('frozen_run.application_id', '=', applicationId)
    .where('test_report.replaced_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}
