/** The form of regulations/clauses/*.yaml and regulations/references.yaml. */
import { z } from 'zod';

export const KINDS = ['gate', 'clock', 'record', 'flow', 'enforce', 'check', 'doc', 'self'] as const;
export type Kind = (typeof KINDS)[number];

export const ADDRESSEES = [
  'national',
  'province',
  'city',
  'county',
  'territory',
  'bureau',
  'agency',
  'institution',
  'vendor',
  'platform-vendor',
  'integration-partner',
  'carrier',
  'leading-group',
  'working-group',
  'office',
  'all-users',
  'this-software',
] as const;

const who = z.strictObject({ who: z.enum(ADDRESSEES), stated: z.boolean(), note: z.string().optional() });

const clause = z
  .strictObject({
    id: z.string().regex(/^(NX|JC|TS|GJ)-\S+$/),
    title: z.string().min(1),
    lines: z.string().min(1),
    /** first words after normalisation: shifted line numbers are found out */
    begins: z.string().min(1),
    kinds: z.union([z.tuple([z.literal('informational')]), z.array(z.enum(KINDS)).min(1)]),
    /** why it is informational */
    reason: z.string().optional(),
    addressee: z.array(z.enum(ADDRESSEES)).default([]),
    modality: z.array(z.enum(['must', 'must-not', 'may', 'in-principle', 'as-soon-as-possible'])).default([]),
    trigger: z.string().optional(),
    deadline: z
      .array(
        z.strictObject({
          amount: z.int().positive(),
          unit: z.enum(['working-day', 'day', 'hour', 'minute', 'year']),
          startEvent: z.string(),
          endEvent: z.string(),
          stated: z.boolean(),
        }),
      )
      .default([]),
    decidedBy: who.optional(),
    confirmedBy: who.optional(),
    /** a slip of the source, quoted as it stands */
    erratum: z.string().optional(),
    /** what the text leaves open */
    unstated: z.string().optional(),
    within: z.string().optional(),
  })
  .superRefine((one, ctx) => {
    const refuse = (path: string, rule: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [path], message, params: { rule } });
    const informational = one.kinds[0] === 'informational';
    if (informational && !one.reason)
      refuse('reason', 'informational-needs-reason', '说明性条款须写明理由 / an informational clause says why it is one');
    if (!informational && one.addressee.length === 0)
      refuse('addressee', 'addressee-missing', '规范性条款须写明对象 / a normative clause says whom it addresses');
    if (!informational && one.modality.length === 0)
      refuse('modality', 'modality-missing', '规范性条款须写明应、不得或可 / say must, must-not or may');
  });

export const clauseFile = z.strictObject({
  text: z.enum(['NX', 'JC', 'TS', 'GJ']),
  title: z.string().min(1),
  number: z.string().nullable(),
  jurisdiction: z.string().regex(/^[0-9]{6}$/),
  /** the verbatim text, and the SM3 of its bytes */
  file: z.string().min(1),
  sm3: z.string().regex(/^[0-9a-f]{64}$/),
  /** null: not in the text */
  inForceFrom: z.iso.date().nullable(),
  disclosure: z.string().nullable(),
  /** true: binds signatories only, so others are refused by its clause 0 alone */
  bindsBySignature: z.boolean(),
  clauses: z.array(clause).min(1),
});

export const referenceFile = z.strictObject({
  references: z.array(
    z.strictObject({
      id: z.string().min(1),
      kind: z.enum(['not-held', 'law', 'ours']),
      title: z.string().min(1),
      mentionedIn: z.array(z.string()),
    }),
  ),
});

export type ClauseFile = z.output<typeof clauseFile>;
export type ClauseRow = z.output<typeof clause>;
export type Reference = z.output<typeof referenceFile>['references'][number];
