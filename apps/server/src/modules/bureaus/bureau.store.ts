import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';

type Reader = Pick<Tx, 'db'>;

/** An authority and its territory. `territory` is the code that its institutions carry as `div`: the county's, or the city's own. */
export interface Bureau {
  readonly id: string;
  readonly code: string;
  /** null: none of its own (宁东) */
  readonly gbCode: string | null;
  readonly name: string;
  readonly level: string;
  readonly prov: string;
  readonly city: string | null;
  readonly territory: string;
}

/** The standing bureau of city or county whose territory has this code, or null. */
export async function findBureauOf(tx: Reader, territory: string): Promise<Bureau | null> {
  const row = await tx.db
    .selectFrom('bureau')
    .select(['id', 'code', 'gb_code as gbCode', 'name', 'level', 'prov', 'city'])
    .where('level', 'in', ['city', 'county'])
    .where(sql<boolean>`coalesce(div, city) = ${territory}`)
    .where('ended_on', 'is', null)
    .orderBy('level', 'desc')
    .executeTakeFirst();
  return row === undefined ? null : { ...row, prov: row.prov!, territory };
}

/** Standing bureaus of a city other than its own: what stands in the way of the city's end. */
export async function countBureausBelow(tx: Reader, city: string): Promise<number> {
  const row = await tx.db
    .selectFrom('bureau')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('city', '=', city)
    .where('div', 'is not', null)
    .where('ended_on', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function bureauCodeTaken(tx: Reader, code: string): Promise<boolean> {
  return (await tx.db.selectFrom('bureau').select('id').where('code', '=', code).executeTakeFirst()) !== undefined;
}

export interface NewDivision {
  readonly prov: string;
  readonly city: string;
  readonly code: string;
  readonly name: string;
  readonly level: 'city' | 'county';
  readonly bureau: { readonly code: string; readonly name: string; readonly gbCode: string | null };
  /** yyyy-mm-dd */
  readonly from: string;
}

/** Founds a division and its bureau. Under the scope `system`: a request of people carries it out through due work alone. */
export async function foundDivision(tx: Reader, division: NewDivision): Promise<string> {
  const above = division.level === 'city' ? division.prov : division.city;
  await tx.db
    .insertInto('division')
    .values({ code: division.code, name: division.name, parent: above, level: division.level, valid_from: division.from, valid_to: null })
    .execute();
  const parent = await tx.db
    .selectFrom('bureau')
    .select('id')
    .where('prov', '=', division.prov)
    .where(sql<boolean>`coalesce(div, city, prov) = ${above}`)
    .where('ended_on', 'is', null)
    .executeTakeFirst();
  const id = uuidv7();
  await tx.db
    .insertInto('bureau')
    .values({
      id,
      code: division.bureau.code,
      gb_code: division.bureau.gbCode,
      name: division.bureau.name,
      level: division.level,
      parent_id: parent?.id ?? null,
      prov: division.prov,
      city: division.city,
      div: division.level === 'county' ? division.code : null,
    })
    .execute();
  return id;
}

/** Locks the bureaus of these territories against new institutions, which refer to them. */
export async function lockBureaus(tx: Reader, territories: readonly string[]): Promise<void> {
  await sql`select id from bureau where level in ('city', 'county') and coalesce(div, city) = any(${[...territories]}::text[]) and ended_on is null
    order by id for update`.execute(tx.db);
}

/** Ends divisions and their bureaus on a day; the successor follows. The rows stay. */
export async function endDivisions(tx: Reader, territories: readonly string[], on: string, successorId: string): Promise<void> {
  await tx.db
    .updateTable('division')
    .set({ valid_to: on })
    .where('code', 'in', [...territories])
    .where('valid_to', 'is', null)
    .execute();
  await tx.db
    .updateTable('bureau')
    .set({ ended_on: on, successor_id: successorId })
    .where('level', 'in', ['city', 'county'])
    .where(sql<boolean>`coalesce(div, city) = any(${[...territories]}::text[])`)
    .where('ended_on', 'is', null)
    .execute();
}
