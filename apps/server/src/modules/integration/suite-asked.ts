/** Which suite an application plays, and on what a short one stands. */
import type { Profile } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { type Application, certificationFor, certificationRow } from '../onboarding/index.ts';
import { refuse } from './integration.errors.ts';

export type Suite = 'whole' | 'part' | 'short';
type Row = ReturnType<typeof certificationRow>;

export interface Standing {
  readonly suite: Suite;
  readonly certificationId: string | null;
}

/**
 * The plan of a campaign: the one that is asked for; else the short one where the release is certified and no narrower scope is asked for;
 * else that of the kind of institution. Pure.
 */
export function planFor(
  kind: string,
  asked: { readonly plan?: string | undefined; readonly medTypes?: unknown },
  row: Row,
  certified: boolean,
) {
  if (asked.plan !== undefined) return asked.plan;
  if (row !== null && certified && asked.medTypes === undefined) return row.short;
  return row?.whole ?? (kind === 'pharmacy' ? 'pharmacy' : 'hospital');
}

/**
 * What a run of this plan is good for: short needs the rules' own short plan and a certification in force, null where it has none; whole
 * certifies under the rules' own whole plan alone, any other one is a part. Pure.
 */
export function standingOf(
  played: { readonly plan: string; readonly suite: Suite },
  row: Row,
  certificationId: string | null,
): Standing | null {
  if (played.suite === 'short') return row?.short === played.plan && certificationId !== null ? { suite: 'short', certificationId } : null;
  return { suite: played.suite === 'whole' && (row === null || row.whole === played.plan) ? 'whole' : 'part', certificationId: null };
}

/** @throws version-not-certified for a short suite that the rules, or the release, do not allow */
export async function mayPlay(
  tx: Tx,
  application: Application,
  profile: Profile,
  played: { readonly plan: string; readonly suite: Suite },
  clause: string,
): Promise<Standing> {
  const row = certificationRow(profile, application.institutionKind);
  const certification = row === null ? null : await certificationFor(tx, application);
  const standing = standingOf(played, row, certification?.id ?? null);
  if (standing !== null) return standing;
  return refuse('version-not-certified', {
    path: 'plan',
    value: played.plan,
    rule: row?.whole ?? '',
    clause: profile.jointTest.certification.clause ?? clause,
    detail:
      row === null
        ? {
            zh: '本地规则没有“版本认定后短测”的规定，每家机构都做全套测试',
            en: 'the rules here know no short suite; every institution plays the whole one',
          }
        : { zh: `请用计划 ${row.whole}`, en: `use the plan ${row.whole}` },
  });
}
