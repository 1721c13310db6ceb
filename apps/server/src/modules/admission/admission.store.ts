import { type Entry, readEntry, readOrder, type ScopeOrder } from '@anjie/admission';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce, DECIDE_VERSION } from '../regulations/index.ts';

type Reader = Pick<Tx, 'db'>;

/** What was decided of an institution, and when, and under which basis. */
export interface RecordedEntry {
  readonly entry: Entry;
  readonly generation: number;
  readonly revision: number;
  readonly decidedAt: Date;
}

/** The entry that enforcement points hold now. */
export async function findEntry(tx: Reader, institutionId: string): Promise<RecordedEntry | null> {
  const row = await tx.db
    .selectFrom('admission_entry')
    .select(['entry', 'generation', 'revision', 'decided_at'])
    .where('institution_id', '=', institutionId)
    .executeTakeFirst();
  return row === undefined ? null : recorded(row);
}

/** The entry that enforcement points held at an instant. */
export async function findEntryAt(tx: Reader, institutionId: string, at: Date): Promise<RecordedEntry | null> {
  const row = await tx.db
    .selectFrom('admission_decision')
    .select(['entry', 'generation', 'revision', 'decided_at'])
    .where('institution_id', '=', institutionId)
    .where('decided_at', '<=', at)
    .orderBy('decided_at', 'desc')
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : recorded(row);
}

function recorded(row: { entry: unknown; generation: number; revision: number; decided_at: Date }): RecordedEntry {
  return { entry: readEntry(row.entry), generation: row.generation, revision: row.revision, decidedAt: row.decided_at };
}

/** Orders against scopes that stood at an instant, as they are known now. */
export async function ordersAt(tx: Reader, at: Date): Promise<ScopeOrder[]> {
  const rows = await tx.db
    .selectFrom('scope_order')
    .select('scope_order')
    .where('imposed_at', '<=', at)
    .where((eb) => eb.or([eb('lifted_at', 'is', null), eb('lifted_at', '>', at)]))
    .where('scope_order', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => readOrder(row.scope_order));
}

/** Whether the entry waits for its turn: an older basis or an older decide() made it, or a shared fact has changed since. */
export async function isPending(tx: Pick<Tx, 'db' | 'now'>, institutionId: string): Promise<boolean> {
  const basis = await basisInForce(tx, { lock: false });
  const row = await tx.db
    .selectFrom('admission_entry')
    .select(['generation', 'decide_version'])
    .where('institution_id', '=', institutionId)
    .executeTakeFirst();
  const member = await tx.db
    .selectFrom('admission_campaign_member')
    .select('campaign_id')
    .where('institution_id', '=', institutionId)
    .executeTakeFirst();
  return row === undefined || row.generation !== basis.generation || row.decide_version !== DECIDE_VERSION || member !== undefined;
}
