import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

export const FIRM_ROLES = ['vendor', 'platform-vendor', 'integration-partner', 'carrier', 'agency'] as const;
export type FirmRole = (typeof FIRM_ROLES)[number];

export interface Firm {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** @throws not-found naming the path in the input */
export async function getFirm(tx: Pick<Tx, 'db'>, code: string, path: string): Promise<Firm> {
  const row = await tx.db.selectFrom('firm').select(['id', 'code', 'name']).where('code', '=', code).executeTakeFirst();
  return row ?? refuseInput('not-found', { path, value: code });
}

/** Whether the firm holds the role in the province, or in this city of it. */
export async function firmHoldsRole(
  tx: Pick<Tx, 'db'>,
  firmId: string,
  role: FirmRole,
  territory: { readonly prov: string; readonly city: string | null },
): Promise<boolean> {
  const rows = await tx.db
    .selectFrom('firm_role')
    .select('city')
    .where('firm_id', '=', firmId)
    .where('role', '=', role)
    .where('prov', '=', territory.prov)
    .where('ended_at', 'is', null)
    .execute();
  return rows.some((row) => row.city === null || territory.city === null || row.city === territory.city);
}

/** Ids of the firms that hold the role in this city, or in the whole province. */
export async function holdersOf(tx: Pick<Tx, 'db'>, role: FirmRole, prov: string, city: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('firm_role')
    .select('firm_id')
    .distinct()
    .where('role', '=', role)
    .where('prov', '=', prov)
    .where((eb) => eb.or([eb('city', 'is', null), eb('city', '=', city)]))
    .where('ended_at', 'is', null)
    .execute();
  return rows.map((row) => row.firm_id);
}

/** Roles of a firm with their time, those held first. */
export async function rolesOf(tx: Pick<Tx, 'db'>, firmId: string) {
  return tx.db
    .selectFrom('firm_role')
    .select(['role', 'prov', 'city', 'begun_at as from', 'ended_at as until', 'ended_reason as endedReason'])
    .where('firm_id', '=', firmId)
    .orderBy('ended_at', (order) => order.desc().nullsFirst())
    .orderBy('role')
    .orderBy('prov')
    .limit(200)
    .execute();
}

/** Firms in order of their codes, with the roles they hold in the province asked for (null: anywhere). */
export async function listFirms(
  tx: Pick<Tx, 'db'>,
  filter: {
    readonly prov: string | null;
    /** null: whichever city the role is held in */
    readonly city: string | null;
    readonly role: FirmRole | null;
    readonly after: string | null;
    readonly limit: number;
  },
) {
  const rows = await tx.db
    .selectFrom('firm')
    .innerJoin('firm_role', 'firm_role.firm_id', 'firm.id')
    .select((eb) => ['firm.code', 'firm.name', eb.fn.agg<string[]>('array_agg', ['firm_role.role']).distinct().as('roles')])
    .where('firm_role.ended_at', 'is', null)
    .$if(filter.prov !== null, (query) => query.where('firm_role.prov', '=', filter.prov!))
    .$if(filter.city !== null, (query) =>
      query.where((eb) => eb.or([eb('firm_role.city', 'is', null), eb('firm_role.city', '=', filter.city!)])),
    )
    .$if(filter.role !== null, (query) => query.where('firm_role.role', '=', filter.role!))
    .$if(filter.after !== null, (query) => query.where('firm.code', '>', filter.after!))
    .groupBy(['firm.code', 'firm.name'])
    .orderBy('firm.code')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({ ...row, roles: [...row.roles].sort() }));
}
