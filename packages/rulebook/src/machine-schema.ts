/** The parts of a profile that machines enforce: rows of admission and what gateways say. They become the types of @anjie/admission. */
import { ENVIRONMENTS, HELD_KINDS, RESTRICTION_KINDS, TRANSACTION_CLASSES } from '@anjie/admission';
import { z } from 'zod';
import { clauseId, said, text } from './said.ts';

/** Every refusal that a gateway gives of its own; a profile owes a text for each. */
export const GATEWAY_REFUSALS = [
  'unknown-source',
  'binding-mismatch',
  'wrong-environment',
  'institution-mismatch',
  'replayed',
  'body-unreadable',
  'envelope-incomplete',
  'path-mismatch',
  'admission-unknown',
  'upstream-unavailable',
  'outcome-unknown',
] as const;

const ZH_LIMIT = 60;

/** Short, because reason, clause and mending share the 200 characters of err_msg. */
const shortText = text.superRefine((t, ctx) => {
  if ([...t.zh].length > ZH_LIMIT)
    ctx.addIssue({
      code: 'custom',
      path: ['zh'],
      message: `中文不得超过 ${ZH_LIMIT} 字，现为 ${[...t.zh].length} 字 / at most ${ZH_LIMIT} Chinese characters`,
      params: { rule: 'text-too-long' },
    });
});

const code = z.string().regex(/^[a-z][a-z0-9-]*$/);
const denial = z.union([z.literal('all'), z.array(z.enum(TRANSACTION_CLASSES))]);
const environments = z.array(z.enum(ENVIRONMENTS)).min(1);

export const requirement = z.strictObject({
  requires: z.enum([...HELD_KINDS, 'address', 'terminal'] as const),
  /** of a certificate: the lowest level that suffices */
  atLeast: z.int().min(1).max(5).optional(),
  environments,
  kinds: z.array(z.string()).min(1).nullable().default(null),
  denies: denial.default('all'),
  clause: clauseId,
  stated: z.boolean(),
  note: z.string().optional(),
  what: shortText,
  mend: shortText,
});

export const restriction = z.strictObject({
  environments,
  denies: denial,
  note: z.string().optional(),
  what: shortText,
  mend: shortText,
});

export const refusal = z.strictObject({ clause: clauseId, stated: z.boolean(), what: shortText, mend: shortText });

export const admission = z.strictObject({
  requirements: z.record(code, requirement),
  restrictions: z.record(z.enum(RESTRICTION_KINDS), restriction),
});

export const gateway = z.strictObject({
  replayWindow: said(z.strictObject({ amount: z.int().positive(), unit: z.literal('minute') })),
  drain: said(z.strictObject({ amount: z.int().min(0), unit: z.literal('second') })),
  onCutOff: said(z.enum(['drain', 'sever'])),
  maxBody: said(z.strictObject({ amount: z.int().positive(), unit: z.literal('byte') })),
  /** whole when loaded from files; a set published by an earlier version may lack a later code */
  refusals: z.partialRecord(z.enum(GATEWAY_REFUSALS), refusal),
});
