import { sql } from 'kysely';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { ApplicationForm } from './application-form.ts';
import type { Parties } from './step-rules.ts';

export interface Application extends Parties {
  readonly id: string;
  readonly number: string;
  readonly institutionCode: string;
  readonly institutionKind: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
  readonly kind: string;
  readonly state: string;
  readonly form: ApplicationForm;
  readonly systemId: string | null;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  readonly version: number;
}

const COLUMNS = [
  'id',
  'number',
  'institution_id as institutionId',
  'institution_code as institutionCode',
  'institution_kind as institutionKind',
  'bureau_id as bureauId',
  'prov',
  'city',
  'div',
  'kind',
  'state',
  'form',
  'system_id as systemId',
  'vendor_id as vendorId',
  'platform_vendor_id as platformVendorId',
  'partner_id as partnerId',
  'created_at as createdAt',
  'closed_at as closedAt',
  'version',
] as const;

/** @throws not-found, also for an application of another territory or of other parties */
export async function getApplication(tx: Pick<Tx, 'db'>, number: string): Promise<Application> {
  const row = await tx.db.selectFrom('application').select(COLUMNS).where('number', '=', number).executeTakeFirst();
  if (row === undefined) return refuseInput('not-found', { path: 'params.number', value: number });
  return { ...row, form: row.form as unknown as ApplicationForm };
}

/** Locks the institution for re-decision first, then reads the application as it will be decided on. */
export async function touchApplication(tx: Tx, number: string): Promise<Application> {
  const { institutionId } = await getApplication(tx, number);
  await tx.touch([institutionId]);
  return getApplication(tx, number);
}

export async function findOpenApplication(tx: Pick<Tx, 'db'>, institutionId: string): Promise<Application | null> {
  const row = await tx.db
    .selectFrom('application')
    .select('number')
    .where('institution_id', '=', institutionId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : getApplication(tx, row.number);
}

export async function listApplications(
  tx: Tx,
  filter: { institution: string | null; state: string | null; open: boolean | null; after: string | null; limit: number },
) {
  return tx.db
    .selectFrom('application')
    .select(COLUMNS)
    .select('institution_code as institution')
    .$if(filter.institution !== null, (query) => query.where('institution_code', '=', filter.institution!))
    .$if(filter.state !== null, (query) => query.where('state', '=', filter.state!))
    .$if(filter.open !== null, (query) => query.where('closed_at', filter.open ? 'is' : 'is not', null))
    .$if(filter.after !== null, (query) => query.where('number', '>', filter.after!))
    .orderBy('number')
    .limit(filter.limit)
    .execute();
}

/** An institution as the only party, before there is an application: its bureau is the territory's (属地). */
export async function ownParties(tx: Pick<Tx, 'db'>, institutionId: string): Promise<Parties> {
  const { bureau_id: bureauId } = await tx.db
    .selectFrom('institution')
    .select('bureau_id')
    .where('id', '=', institutionId)
    .executeTakeFirstOrThrow();
  return { institutionId, bureauId, vendorId: null, platformVendorId: null, partnerId: null };
}

/** 受理号: the bureau's code, the year, a number without gaps among what was committed. */
export async function nextNumber(tx: Tx, bureauId: string, year: number): Promise<string> {
  const bureau = await tx.db.selectFrom('bureau').select(['code', 'gb_code']).where('id', '=', bureauId).executeTakeFirstOrThrow();
  const { rows } = await sql<{ next: number }>`select next_application_number(${bureauId}, ${year}) as next`.execute(tx.db);
  return `${bureau.gb_code ?? bureau.code.toUpperCase()}-${year}-${String(rows[0]!.next).padStart(5, '0')}`;
}

/** Columns that every record of an application carries, so that row security sees its territory. */
export function placeOf(application: Application) {
  return {
    application_id: application.id,
    institution_id: application.institutionId,
    prov: application.prov,
    city: application.city,
    div: application.div,
  };
}

/** … and, where the four parties act or read, theirs. */
export function partiesOf(application: Application) {
  return { vendor_id: application.vendorId, platform_vendor_id: application.platformVendorId, partner_id: application.partnerId };
}

/** The application changed: its version moves on, whoever read it before is told. */
export async function updateApplication(
  tx: Tx,
  id: string,
  change: {
    readonly state?: string;
    readonly closed_at?: Date;
    readonly form?: string;
    readonly system_id?: string | null;
    readonly vendor_id?: string | null;
    readonly partner_id?: string;
    readonly platform_vendor_id?: string;
  },
): Promise<void> {
  await tx.db
    .updateTable('application')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** An entry of the audit on an application. */
export function auditApplication(tx: Tx, application: Application, event: string, detail: Record<string, unknown>): void {
  tx.audit({
    event,
    object: { kind: 'application', id: application.number },
    territory: application,
    institutionId: application.institutionId,
    parties: [application.vendorId, application.partnerId, application.platformVendorId],
    detail: { institution: application.institutionCode, ...detail },
  });
}

/** Open applications of institutions that were moved go on at their new local bureau. Under the scope `system`. */
export async function handOverApplications(tx: Pick<Tx, 'db'>, institutionIds: readonly string[], bureauId: string): Promise<void> {
  await tx.db
    .updateTable('application')
    .set({ bureau_id: bureauId })
    .where('institution_id', 'in', [...institutionIds])
    .where('closed_at', 'is', null)
    .execute();
}

/** The system that the application is for, as it is to be tested; null where none is chosen. */
export async function systemTested(tx: Pick<Tx, 'db'>, { systemId }: Application) {
  if (systemId === null) return null;
  return tx.db.selectFrom('his').select(['code', 'name', 'release']).where('id', '=', systemId).executeTakeFirstOrThrow();
}
