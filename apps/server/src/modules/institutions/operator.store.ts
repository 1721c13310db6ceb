import type { FactPart } from '@anjie/admission';
import type { Tx } from '../../ground/transaction.ts';

/**
 * What a named person is for an institution: 安全运维人员 (NX-5), 安全责任人 (NX-附1), 信息安全员 and 管理人员 (TS-3(3)). Which of them a territory
 * asks for is its profile's matter.
 */
export const OPERATOR_ROLES = ['operator', 'responsible', 'is_officer', 'manager'] as const;

type Reader = Pick<Tx, 'db'>;

const COLUMNS = ['id', 'role', 'name', 'phone', 'named_at as from', 'ended_at as until'] as const;

/** Named people of an institution, those in force first, each with its time. */
export async function listOperators(tx: Reader, institutionId: string) {
  return tx.db
    .selectFrom('institution_operator')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .orderBy('ended_at', (order) => order.desc().nullsFirst())
    .orderBy('id')
    .limit(200)
    .execute();
}

export async function findOperator(tx: Reader, institutionId: string, id: string) {
  return tx.db
    .selectFrom('institution_operator')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** NX-5: how many 安全运维人员 are named at present; an application asks for the profile's `operators.min`. */
export async function countOperators(tx: Reader, institutionId: string): Promise<number> {
  const rows = await tx.db
    .selectFrom('institution_operator')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('role', '=', 'operator')
    .where('ended_at', 'is', null)
    .execute();
  return rows.length;
}

/** How many people of each role are named at present. */
export async function countByRole(tx: Reader, institutionId: string): Promise<Record<string, number>> {
  const rows = await tx.db
    .selectFrom('institution_operator')
    .select((eb) => ['role', eb.fn.countAll<number>().as('count')])
    .where('institution_id', '=', institutionId)
    .where('ended_at', 'is', null)
    .groupBy('role')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.role, Number(row.count)]));
}

/** Named 安全运维人员 as positive facts, whole histories included. */
export async function operatorFacts(tx: Reader, ids: readonly string[]): Promise<FactPart[]> {
  const rows = await tx.db
    .selectFrom('institution_operator')
    .select(['id', 'institution_id', 'named_at', 'ended_at'])
    .where('institution_id', 'in', [...ids])
    .where('role', '=', 'operator')
    .execute();
  return rows.map((row) => ({
    institution: row.institution_id,
    held: [
      {
        kind: 'security-operator',
        environment: null,
        from: row.named_at.getTime(),
        until: row.ended_at?.getTime() ?? null,
        ref: row.id,
      },
    ],
  }));
}
