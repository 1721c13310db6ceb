import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { auditApplication, placeOf, touchApplication } from './application.store.ts';
import { readDossier } from './dossier.ts';
import { mustHandle } from './hand-over.ts';
import { refuse } from './onboarding.errors.ts';
import { voidPending } from './step.store.ts';
import { isAt } from './step-rules.ts';

export const opinion = z.strictObject({
  code: z.string().min(1).max(60),
  agrees: z.boolean(),
  opinion: z.string().trim().min(1).max(2000),
});

/** An opinion of a bureau (附件二 parts 3 and 4), on the dossier as it stands: a later change of it takes the opinion's effect away. */
export async function giveOpinion(tx: Tx, number: string, input: z.output<typeof opinion>) {
  const application = await touchApplication(tx, number);
  const { opinions, initial } = (await basisInForce(tx, { lock: false })).profile(application).onboarding;
  const asked = opinions.find((one) => one.code === input.code);
  if (asked === undefined)
    return refuse('code-not-in-rules', { path: 'body.code', value: input.code, rule: opinions.map((one) => one.code).join(', ') });
  if (!isAt(asked.level, tx.actor, application))
    refuseInput('role-not-allowed', { value: tx.actor.role, rule: `caseworker, approver@${asked.level}`, clause: asked.clause });
  if (application.closedAt !== null || application.state === initial)
    refuse('application-not-editable', { path: 'params.number', value: number, current: { state: application.state } });
  await mustHandle(tx, application);
  const { contentDigest } = await readDossier(tx, application);
  await tx.db
    .insertInto('application_opinion')
    .values({
      id: uuidv7(),
      ...placeOf(application),
      code: asked.code,
      agrees: input.agrees,
      opinion: input.opinion,
      digest: contentDigest,
      given_by: tx.actor.id,
      given_by_name: tx.actor.name,
      bureau_id: tx.actor.bureauId!,
      given_at: tx.now,
    })
    .execute();
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'opinion-given', { opinion: asked.code, agrees: input.agrees, clause: asked.clause });
  return { number, code: asked.code, agrees: input.agrees, digest: contentDigest };
}
