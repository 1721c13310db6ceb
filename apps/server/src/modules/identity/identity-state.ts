import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

/** What the security officers have set and what stands, to be signed: `province.name` → value, and the ranges of managing clients. */
export async function identityState(db: Kysely<Database>): Promise<{ settings: Record<string, unknown>; ranges: string[] }> {
  const rows = await db.selectFrom('identity_setting').select(['prov', 'name', 'value']).where('ended_at', 'is', null).execute();
  const ranges = await db.selectFrom('management_range').select(['prov', 'role', 'range']).where('ended_at', 'is', null).execute();
  return {
    settings: Object.fromEntries(rows.map(({ prov, name, value }) => [`${prov ?? '*'}.${name}`, value])),
    ranges: ranges.map(({ prov, role, range }) => `${prov ?? '*'} ${role} ${range}`),
  };
}
