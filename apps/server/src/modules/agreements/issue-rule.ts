import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { touchInstitution } from '../institutions/index.ts';
import { refuse } from './agreement.errors.ts';
import { type BureauRule, endRule, getRule, insertAcknowledgement, insertRule, listRulesFor } from './rule.store.ts';

export const issuing = z.strictObject({
  number: z.string().trim().min(1).max(60),
  title: z.string().trim().min(2).max(200),
  inForceFrom: z.iso.date(),
  /** SM3 of its text, in hexadecimal */
  sm3: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** Records a rule of the caller's own bureau: it binds every institution of its territory from its day on (TS-2(2)). */
export async function issueRule(tx: Tx, input: z.output<typeof issuing>): Promise<BureauRule> {
  const id = (await insertRule(tx, input)) ?? refuse('rule-number-taken', { path: 'body.number', value: input.number });
  audit(tx, id, 'rule-issued', { number: input.number, title: input.title, inForceFrom: input.inForceFrom });
  return getRule(tx, id);
}

/** Ends a rule; by the bureau that issued it. */
export async function withdrawRule(tx: Tx, id: string): Promise<BureauRule> {
  const rule = await getRule(tx, id);
  if (rule.bureauId !== tx.actor.bureauId) refuse('rule-not-own', { path: 'params.id', value: rule.number, rule: rule.bureau });
  if (rule.withdrawnAt !== null) refuse('rule-ended', { path: 'params.id', value: rule.number });
  await endRule(tx, id);
  audit(tx, id, 'rule-withdrawn', { number: rule.number });
  return getRule(tx, id);
}

/** The institution takes note of a rule that binds it; once. */
export async function takeNote(tx: Tx, code: string, ruleId: string) {
  const institution = await touchInstitution(tx, code);
  const binding = await listRulesFor(tx, institution, tx.now);
  if (!binding.some((one) => one.id === ruleId)) refuse('rule-not-binding', { path: 'params.id', value: ruleId });
  if (!(await insertAcknowledgement(tx, ruleId, institution))) refuse('rule-known-already', { path: 'params.id', value: ruleId });
  tx.audit({
    event: 'rule-acknowledged',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { rule: ruleId },
  });
  return listRulesFor(tx, institution, tx.now);
}

function audit(tx: Tx, id: string, event: string, detail: Record<string, unknown>): void {
  const { prov, city, div } = tx.actor;
  tx.audit({ event, object: { kind: 'bureau-rule', id }, territory: { prov, city, div }, detail });
}
