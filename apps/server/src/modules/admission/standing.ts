import { deniedClass, ENVIRONMENTS, type Environment, type Grant, type Reason } from '@anjie/admission';
import type { Catalogue } from '@anjie/rulebook';
import { z } from 'zod';
import { quoted } from '../regulations/index.ts';

const words = z.object({ zh: z.string(), en: z.string() });

export const reasonView = z.object({
  code: z.string(),
  clause: z.string(),
  /** the clause in the words of its text; null where the catalogue has none */
  text: z.string().nullable(),
  /** false: the text is silent and the rule is our reading */
  stated: z.boolean(),
  what: words,
  mend: words,
  since: z.string().nullable(),
  denies: z.union([z.literal('all'), z.array(z.string())]),
  by: z.string().nullable(),
  ref: z.string().nullable(),
});

export const environmentView = z.object({
  admitted: z.boolean(),
  /** whether a settlement would pass */
  settlement: z.boolean(),
  /** false: no segment of the entry counts any more; what is not known is refused */
  known: z.boolean(),
  reasons: z.array(reasonView),
});

export const environmentsView = z.object({ production: environmentView, test: environmentView });

export const bindingView = z.object({
  ip: z.string(),
  environment: z.enum(ENVIRONMENTS),
  macs: z.array(z.string()),
  subscriber: z.string().nullable(),
});

/** What passes in each environment, quoting the clauses of what does not. */
export function environmentsOf(
  grantIn: (environment: Environment) => Grant | null,
  catalogue: Catalogue,
): z.input<typeof environmentsView> {
  const viewIn = (environment: Environment) => {
    const grant = grantIn(environment);
    if (grant === null) return { admitted: false, settlement: false, known: false, reasons: [] };
    return {
      admitted: grant.admitted,
      settlement: grant.admitted && deniedClass(grant, 'settle') === null,
      known: true,
      reasons: grant.reasons.map((reason) => reasonOf(reason, catalogue)),
    };
  };
  return { production: viewIn('production'), test: viewIn('test') };
}

function reasonOf(reason: Reason, catalogue: Catalogue): z.input<typeof reasonView> {
  const { since, denies, by, ...rest } = reason;
  return {
    ...rest,
    text: quoted(catalogue, reason.clause),
    since: since === null ? null : new Date(since).toISOString(),
    denies: denies === 'all' ? denies : [...denies],
    by: by ?? null,
  };
}
