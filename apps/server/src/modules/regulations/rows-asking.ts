import type { HeldKind, RequirementRow } from '@anjie/admission';
import type { SharedReason } from '../../ground/transaction.ts';
import type { Basis } from './basis.ts';

/** One institution that stands on something shared, and by which kind of fact. */
export interface Standing {
  readonly id: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
  readonly kind: HeldKind;
}

export interface RowAsking {
  readonly row: RequirementRow;
  /** code of the profile that the row stands in */
  readonly within: string;
  /** institutions that the row asks for the fact */
  readonly members: readonly string[];
}

/** Which rows of which profiles ask these institutions for what they stand by; where none does, nothing changes for them. */
export function rowsAsking(basis: Basis, standings: readonly Standing[]): RowAsking[] {
  const asking = new Map<string, { row: RequirementRow; within: string; members: string[] }>();
  for (const one of standings) {
    const rules = basis.rules(one);
    for (const row of rules.requirements.filter((asked) => asked.requires === one.kind)) {
      const key = `${rules.profile} ${row.code}`;
      const known = asking.get(key) ?? { row, within: rules.profile, members: [] };
      asking.set(key, known);
      known.members.push(one.id);
    }
  }
  return [...asking.values()];
}

/** What an order says while those who lack the row's fact wait to be decided again: what the row itself would say. */
export function reasonOfRow({ code, clause, stated, denies, what, mend }: RequirementRow): SharedReason {
  return { code, clause, stated, denies, what, mend };
}
