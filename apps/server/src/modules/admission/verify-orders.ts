import { type Kysely, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

export interface OrderDrift {
  readonly id: string;
  readonly fault: 'order-missing' | 'order-outlives-restriction' | 'order-without-cause';
}

/** Orders against scopes and what they come from: a restriction in force has its order, an order in force has a restriction or a campaign. */
export async function orderDrift(db: Kysely<Database>): Promise<OrderDrift[]> {
  const { rows } = await sql<OrderDrift>`
    select r.id, 'order-missing' as fault from restriction r
      where r.institution_id is null and r.lifted_at is null
        and not exists (select 1 from scope_order o where o.restriction_id = r.id and o.lifted_at is null)
    union all
    select o.id, 'order-outlives-restriction' from scope_order o join restriction r on r.id = o.restriction_id
      where o.lifted_at is null and r.lifted_at is not null
    union all
    select o.id, 'order-without-cause' from scope_order o
      where o.lifted_at is null and o.restriction_id is null
        and not exists (select 1 from admission_campaign c where c.order_id = o.id and c.finished_at is null)
    order by 1 limit 200`.execute(db);
  return rows;
}
