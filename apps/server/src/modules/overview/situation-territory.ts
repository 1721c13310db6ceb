import { sql } from 'kysely';
import { businessDate } from '../../ground/clock.ts';
import { refuse } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

export interface Division {
  readonly code: string;
  readonly name: string;
  readonly level: string;
}

/** A division, those above it up to the nation, and what in the territory columns says that a row lies in it. */
export interface Territory {
  readonly division: Division;
  /** from the highest that the caller may look at */
  readonly above: readonly Division[];
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
}

const NATION = '100000';
const DEPTHS = ['nation', 'province', 'city', 'county'];

/**
 * The division that is looked at: the caller's own where none is named.
 *
 * @throws not-found for a division that does not exist, or beyond the caller's territory
 */
export async function territoryOf(tx: Tx, asked: string | undefined): Promise<Territory> {
  const own = tx.actor.div ?? tx.actor.city ?? tx.actor.prov ?? NATION;
  const code = asked ?? own;
  const today = businessDate(tx.now);
  const { rows } = await sql<Division & { parent: string | null }>`
    with recursive up as (
      select code, name, level, parent, 0 as height from division
      where code = ${code} and valid_from <= ${today} and (valid_to is null or valid_to > ${today})
      union all
      select one.code, one.name, one.level, one.parent, up.height + 1 from division one join up on one.code = up.parent
      where one.valid_from <= ${today} and (one.valid_to is null or one.valid_to > ${today}) and up.height < ${DEPTHS.length}
    ) select code, name, level, parent from up order by height desc`.execute(tx.db);
  const from = rows.findIndex((one) => one.code === own);
  if (from < 0) return refuse('not-found', { path: 'query.division', value: code, rule: 'division' });
  const at = (level: string) => rows.find((one) => one.level === level)?.code ?? null;
  const line = rows.map(({ code, name, level }) => ({ code, name, level }));
  return { division: line.at(-1)!, above: line.slice(from, -1), prov: at('province'), city: at('city'), div: at('county') };
}

/** Divisions right below one, that exist today. */
export async function divisionsBelow(tx: Tx, code: string): Promise<Division[]> {
  const today = businessDate(tx.now);
  return tx.db
    .selectFrom('division')
    .select(['code', 'name', 'level'])
    .where('parent', '=', code)
    .where('valid_from', '<=', today)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', today)]))
    .orderBy('code')
    .execute();
}

/** Rows that lie in the territory; to be added to a `where`. Row security says what of it the caller sees. */
export function liesIn({ prov, city, div }: Pick<Territory, 'prov' | 'city' | 'div'>, table: string) {
  const is = (column: string, value: string | null) => (value === null ? sql`` : sql` and ${sql.ref(`${table}.${column}`)} = ${value}`);
  return sql`${is('prov', prov)}${is('city', city)}${is('div', div)}`;
}
