import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { auditApplication, partiesOf, placeOf, touchApplication } from './application.store.ts';
import { findReport, listSeals } from './dossier.store.ts';
import { refuse } from './onboarding.errors.ts';
import { voidPending } from './step.store.ts';
import { maySeal } from './step-rules.ts';

export const seal = z.strictObject({ party: z.string().min(1).max(40), sm3: z.string().regex(/^[0-9a-f]{64}$/) });

/** One of the four seals the report (NX-20(2)), naming the SM3 of what it has read: all seals stand on one text. */
export async function sealReport(tx: Tx, number: string, input: z.output<typeof seal>) {
  const application = await touchApplication(tx, number);
  const { seals, transitions } = (await basisInForce(tx, { lock: false })).profile(application).onboarding;
  const asked = seals.find((one) => one.party === input.party);
  if (asked === undefined)
    return refuse('code-not-in-rules', { path: 'body.party', value: input.party, rule: seals.map((one) => one.party).join(', ') });
  const sealing = transitions.find((one) => one.requires.seals.includes(input.party));
  if (sealing === undefined || !maySeal(input.party, sealing, tx.actor, application))
    return refuseInput('role-not-allowed', { value: tx.actor.role, rule: input.party, clause: asked.clause });
  if (!sealing.from.includes(application.state))
    refuse('step-not-from-here', {
      path: 'params.number',
      value: number,
      rule: sealing.from.join(', '),
      clause: asked.clause,
      current: { state: application.state },
    });
  const report = await findReport(tx, application.id);
  if (report === null || !report.passed) return refuse('report-missing', { path: 'params.number', value: number, clause: asked.clause });
  if (report.sm3 !== input.sm3) refuse('report-changed', { path: 'body.sm3', value: input.sm3, current: { sm3: report.sm3 } });
  const present = await listSeals(tx, application.id);
  if (present.some((one) => one.party === input.party)) refuse('sealed-already', { path: 'body.party', value: input.party });
  await tx.db
    .insertInto('report_seal')
    .values({
      id: uuidv7(),
      ...placeOf(application),
      ...partiesOf(application),
      report_id: report.id,
      sm3: report.sm3,
      party: input.party,
      sealed_by: tx.actor.id,
      sealed_by_name: tx.actor.name,
      sealed_at: tx.now,
    })
    .execute();
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'report-sealed', { party: input.party, sm3: report.sm3 });
  return { number, sm3: report.sm3, seals: [...present.map((one) => one.party), input.party].sort() };
}
