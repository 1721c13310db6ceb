import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { type Application, auditApplication, touchApplication } from './application.store.ts';
import { findColleague, findHandler, listHandlers, replaceHandler, standsInFor } from './handler.store.ts';
import { refuse } from './onboarding.errors.ts';
import { isAt } from './step-rules.ts';

export const handing = z.strictObject({
  /** login of a caseworker of one's own bureau */
  to: z.string().min(1).max(64),
  reason: z.string().trim().min(1).max(2000).optional(),
});

/**
 * Gives an application to a caseworker of the bureau. An approver gives it to anyone; a caseworker takes what nobody handles, and hands over
 * what he handles himself or as a deputy, with a reason.
 */
export async function handOver(tx: Tx, number: string, input: z.output<typeof handing>) {
  const application = await touchApplication(tx, number);
  await mustHaveSteps(tx, application);
  if (application.closedAt !== null)
    refuse('application-not-editable', { path: 'params.number', value: number, current: { state: application.state } });
  const to = (await findColleague(tx, input.to)) ?? refuse('handler-not-of-bureau', { path: 'body.to', value: input.to });
  const now = await findHandler(tx, application.id, tx.actor.bureauId!);
  if (now?.accountId === to.accountId) refuse('handler-already', { path: 'body.to', value: input.to });
  if (tx.actor.role === 'caseworker' && now === null && to.accountId !== tx.actor.id)
    refuseInput('role-not-allowed', { value: tx.actor.role, rule: 'approver' });
  if (now !== null) {
    await mustHandle(tx, application);
    if (input.reason === undefined) refuse('step-reason-missing', { path: 'body.reason' });
  }
  await replaceHandler(tx, application, to, input.reason ?? null);
  auditApplication(tx, application, 'application-handed-over', { from: now?.login ?? null, to: to.login, reason: input.reason ?? null });
  return { number, handlers: await listHandlers(tx, application.id) };
}

/**
 * A caseworker does the work of an application that he handles, or that nobody of his bureau handles, or whose handler he stands in for.
 *
 * @returns login of the person whom the actor stands in for, or null
 * @throws handled-by-another
 */
export async function mustHandle(tx: Tx, application: Application): Promise<string | null> {
  const { actor } = tx;
  if (actor.role !== 'caseworker' || actor.bureauId === null) return null;
  const handler = await findHandler(tx, application.id, actor.bureauId);
  if (handler === null || handler.accountId === actor.id) return null;
  if (await standsInFor(tx, handler.accountId)) return handler.login;
  return refuse('handled-by-another', { path: 'params.number', value: application.number, current: { handler: handler.login } });
}

/** Only a bureau that has a step of its own in the procedure handles anything. */
async function mustHaveSteps(tx: Tx, application: Application): Promise<void> {
  const { transitions } = (await basisInForce(tx, { lock: false })).profile(application).onboarding;
  const levels = transitions.flatMap((one) => one.by).flatMap((by) => (by.level === null ? [] : [by.level]));
  if (!levels.some((level) => isAt(level, tx.actor, application)))
    refuseInput('role-not-allowed', { value: tx.actor.bureauName, rule: [...new Set(levels)].join(', ') });
}
