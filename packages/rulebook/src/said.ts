/**
 * The leaf of every profile: what the text says of one matter.
 *
 * stated:   `{value, clause, stated: true}` the value stands in the text, at that clause
 * unstated: `{value, stated: false, note}`  the text is silent; the value is this product's default and is shown as such
 * absent:   `{absent: true}`                not required here, and no default is put in its place
 */
import { z } from 'zod';

export interface Said<T> {
  readonly value?: T;
  readonly clause?: string;
  readonly stated?: boolean;
  readonly absent?: true;
  /** why, in Chinese; owed where stated is false */
  readonly note?: string;
}

export const clauseId = z.string().min(1).max(40);

/** Text in both languages. */
export const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

function refuse(ctx: z.RefinementCtx, path: PropertyKey[], rule: string, message: string): void {
  ctx.addIssue({ code: 'custom', path, message, params: { rule } });
}

/** Schema of a leaf whose value is of the given schema. */
export function said<T extends z.ZodType>(value: T) {
  return z
    .strictObject({
      value: value.optional(),
      clause: clauseId.optional(),
      stated: z.boolean().optional(),
      absent: z.literal(true).optional(),
      note: z.string().min(1).optional(),
    })
    .superRefine((leaf, ctx) => {
      if (leaf.absent) {
        if (leaf.value !== undefined || leaf.stated !== undefined)
          refuse(ctx, [], 'absent-alone', 'absent 的项不得再有 value 或 stated / an absent key has neither value nor stated');
        return;
      }
      if (leaf.stated === undefined) {
        refuse(
          ctx,
          [],
          'stated-or-absent',
          '须写明 stated: true、stated: false 或 absent: true / say stated: true, stated: false or absent: true',
        );
        return;
      }
      if (leaf.value === undefined) refuse(ctx, ['value'], 'missing', '缺少 value / value is missing');
      if (leaf.stated && !leaf.clause)
        refuse(ctx, ['clause'], 'stated-needs-clause', '写明 stated: true 的值须引条款 / a stated value cites its clause');
      if (!leaf.stated && !leaf.note)
        refuse(ctx, ['note'], 'unstated-needs-note', '原文未写的值须在 note 说明来由 / an unstated value says in note where it comes from');
    });
}

/** The value, or null where the text (and the product) asks for nothing. */
export function saidValue<T>(leaf: Said<T>): T | null {
  return leaf.absent ? null : (leaf.value ?? null);
}
