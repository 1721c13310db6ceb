import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import {
  atJointTest,
  auditApplication,
  certificationFor,
  certificationRow,
  getApplication,
  touchApplication,
} from '../onboarding/index.ts';
import { demandedBy } from './acceptance-list.ts';
import { insertCampaign } from './campaign.store.ts';
import { testedBy } from './join-run.ts';
import { mayPlay, planFor } from './suite-asked.ts';
import type { TestBed } from './test-bed.ts';

export const opening = z.strictObject({
  /** a plan of the bed; left out: the short one where the rules have one and the release is certified, else that of the institution's kind */
  plan: z.string().min(2).max(40).optional(),
  signing: z.string().min(2).max(20).optional(),
  /** the institution's own medical categories; left out: all of the plan */
  medTypes: z.array(z.string().min(1).max(10)).min(1).max(60).optional(),
});

const begun = z.looseObject({
  id: z.uuid(),
  endpoint: z.string(),
  key: z.string(),
  /** a bed of an earlier form says nothing, and has no short plans */
  suite: z.enum(['whole', 'part', 'short']).default('part'),
  signing: z.record(z.string(), z.string()),
});

/** Opens a campaign at the bed for an application at its joint test. Endpoint and keys are shown once and kept nowhere here. */
export async function openCampaign(tx: Tx, bed: TestBed, number: string, input: z.output<typeof opening>) {
  const found = await getApplication(tx, number);
  const { profile, step } = await atJointTest(tx, found);
  const tested = await testedBy(tx, found);
  const row = certificationRow(profile, found.institutionKind);
  const plan = planFor(found.institutionKind, input, row, row !== null && (await certificationFor(tx, found)) !== null);
  if (plan === row?.short) await mayPlay(tx, found, profile, { plan, suite: 'short' }, step.clause);
  // The release that a short suite stands on has met the territory's list.
  const demanded = plan === row?.short ? [] : demandedBy(profile, found.institutionKind, input.medTypes);
  // Asked before anything is locked: a slow bed holds nobody up.
  const { id, endpoint, key, suite, signing } = begun.parse(
    await bed.ask('POST', '/campaigns', {
      plan,
      name: `联调 ${number}`,
      reference: number,
      institution_code: tested.institution,
      // Its testers may not read its name; the report names it by its code alone.
      institution_name: tested.institution,
      his_name: tested.system,
      his_version: tested.release,
      ...(input.signing === undefined ? {} : { signing: input.signing }),
      ...(input.medTypes === undefined ? {} : { med_type: input.medTypes }),
      ...(demanded.length === 0 ? {} : { transactions: demanded }),
    }),
  );
  const application = await touchApplication(tx, number);
  await atJointTest(tx, application);
  const standing = await mayPlay(tx, application, profile, { plan, suite }, step.clause);
  await insertCampaign(tx, application, id, plan, standing);
  auditApplication(tx, application, 'test-campaign-opened', { campaign: id, plan, suite: standing.suite });
  return { number, campaign: id, plan, suite: standing.suite, endpoint, key, signing };
}
