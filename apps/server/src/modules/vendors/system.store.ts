import { everHolds, type FactPart, overlap } from '@anjie/admission';
import { sql } from 'kysely';
import { endOfDate, startOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { mustBeInService } from './withdrawal.store.ts';

type Reader = Pick<Tx, 'db'>;

const columns = (tx: Reader) =>
  tx.db
    .selectFrom('his')
    .innerJoin('firm', 'firm.id', 'his.vendor_id')
    .select([
      'his.id',
      'his.code',
      'his.vendor_id as vendorId',
      'firm.code as vendor',
      'his.name',
      'his.release',
      'his.deployment',
      'his.registered_at as registeredAt',
    ]);

/** A vendor's product in one release. `id` is what facts and scope orders name; people see `code`. */
export async function getSystem(tx: Reader, code: string, path = 'params.code') {
  const row = await columns(tx).where('his.code', '=', code).executeTakeFirst();
  return row ?? refuseInput('not-found', { path, value: code });
}

/** The same, for something new on it. @throws not-found, system-withdrawn */
export async function getSystemInService(
  tx: Reader,
  code: string,
  territory: { readonly prov: string; readonly city: string },
  path: string,
): Promise<System> {
  const system = await getSystem(tx, code, path);
  await mustBeInService(tx, { subject: 'system', ...system }, territory, path);
  return system;
}

export type System = Awaited<ReturnType<typeof getSystem>>;

export async function listSystems(tx: Reader, filter: { vendor: string | null; after: string | null; limit: number }) {
  return columns(tx)
    .$if(filter.vendor !== null, (query) => query.where('firm.code', '=', filter.vendor!))
    .$if(filter.after !== null, (query) => query.where('his.code', '>', filter.after!))
    .orderBy('his.code')
    .limit(filter.limit)
    .execute();
}

/** MLPS certificates of a system, the latest first. Dates are business dates; a certificate is valid to the end of `validTo`. */
export async function certificatesOf(tx: Reader, systemId: string) {
  return tx.db
    .selectFrom('his_certificate')
    .select([
      'number',
      'level',
      'valid_from as validFrom',
      'valid_to as validTo',
      'withdrawn_at as withdrawnAt',
      'withdrawn_reason as withdrawnReason',
    ])
    .where('his_id', '=', systemId)
    .orderBy('valid_to', 'desc')
    .execute();
}

/** Which systems an institution has run, the present one first. */
export async function systemsRunBy(tx: Reader, institutionId: string) {
  return tx.db
    .selectFrom('institution_system')
    .innerJoin('his', 'his.id', 'institution_system.his_id')
    .innerJoin('firm', 'firm.id', 'his.vendor_id')
    .select([
      'his.code as system',
      'his.name',
      'his.release',
      'firm.code as vendor',
      'institution_system.begun_at as from',
      'institution_system.ended_at as until',
    ])
    .where('institution_system.institution_id', '=', institutionId)
    .orderBy('institution_system.begun_at', 'desc')
    .execute();
}

/** Which of these institutions run the system at present. */
export async function runningSystem(tx: Reader, systemId: string, institutionIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.db
    .selectFrom('institution_system')
    .select('institution_id')
    .where('his_id', '=', systemId)
    .where('ended_at', 'is', null)
    .where('institution_id', '=', sql<string>`any(${[...institutionIds]}::uuid[])`)
    .execute();
  return new Set(rows.map((row) => row.institution_id));
}

/** Institutions of the caller's sight that run the system at present, with where they lie. */
export async function institutionsRunning(tx: Reader, systemId: string) {
  return tx.db
    .selectFrom('institution_system')
    .select(['institution_id as id', 'prov', 'city', 'div'])
    .where('his_id', '=', systemId)
    .where('ended_at', 'is', null)
    .execute();
}

/**
 * The systems institutions have stood on, each with its time: what a scope order against a system (NX-26) reaches. And the certificates of
 * each, for as long as it was run.
 */
export async function admissionFacts(tx: Reader, ids: readonly string[]): Promise<FactPart[]> {
  const rows = await tx.db
    .selectFrom('institution_system')
    .select(['institution_id', 'his_id', 'begun_at', 'ended_at'])
    .where('institution_id', 'in', [...ids])
    .execute();
  const certificates = await certificateTimes(tx, [...new Set(rows.map((row) => row.his_id))]);
  return rows.map((row) => {
    const run = { from: row.begun_at.getTime(), until: row.ended_at?.getTime() ?? null };
    const held = (certificates.get(row.his_id) ?? []).flatMap(({ level, ref, from, until }) => {
      const both = overlap(run, { from, until });
      return everHolds(both) ? [{ kind: 'mlps-certificate' as const, environment: null, level, ref, ...both }] : [];
    });
    return { institution: row.institution_id, systems: [{ id: row.his_id, ...run }], held };
  });
}

/** When each certificate of these systems counts: to the end of its last day, or until it was withdrawn. */
async function certificateTimes(tx: Reader, systemIds: readonly string[]) {
  const rows =
    systemIds.length === 0
      ? []
      : await tx.db
          .selectFrom('his_certificate')
          .select(['id', 'his_id', 'level', 'valid_from', 'valid_to', 'withdrawn_at'])
          .where('his_id', 'in', systemIds)
          .execute();
  return Map.groupBy(
    rows.map((row) => ({
      system: row.his_id,
      ref: row.id,
      level: row.level,
      from: startOfDate(row.valid_from).getTime(),
      until: Math.min(endOfDate(row.valid_to).getTime(), row.withdrawn_at?.getTime() ?? Number.POSITIVE_INFINITY),
    })),
    (one) => one.system,
  );
}
