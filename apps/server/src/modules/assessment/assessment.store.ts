import { sql } from 'kysely';
import type { Tx } from '../../ground/transaction.ts';
import type { AssessedItem } from './assess.ts';
import type { Verdict } from './finding.ts';
import { ITEMS } from './items.ts';

type Db = Pick<Tx, 'db'>;

export type State = 'waiting' | 'running' | 'done' | 'failed';

export interface Summary {
  readonly id: string;
  readonly cause: string;
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  readonly state: State;
  readonly stage: string | null;
  readonly measuredAt: Date | null;
  readonly finishedAt: Date | null;
  readonly fault: string | null;
  readonly counts: Record<Verdict, number> | null;
  /** items that a person must still look at */
  readonly open: number;
}

export interface Remark {
  readonly id: string;
  readonly assessment: string;
  readonly judgement: string;
  readonly text: string;
  readonly by: string;
  readonly at: Date;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  readonly stands: boolean;
}

const STATE = sql<State>`case when a.finished_at is not null then case when a.fault is null then 'done' else 'failed' end
  when a.began_at is null then 'waiting' else 'running' end`;
const stands = (remark: string) =>
  sql<boolean>`(${sql.ref(`${remark}.judgement`)} = 'not-in-order' or ${sql.ref(`${remark}.confirmed_by`)} is not null)`;
const number = (verdict: Verdict) =>
  sql<number>`(select count(*)::int from assessment_finding f where f.assessment_id = a.id and f.verdict = ${verdict})`;

/** Assessments, the newest first; `before` is exclusive. */
export async function listAssessments(tx: Db, page: { readonly before: string | null; readonly limit: number }): Promise<Summary[]> {
  const rows = await summaries(tx)
    .$if(page.before !== null, (query) => query.where('a.id', '<', page.before!))
    .orderBy('a.id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(summaryOf);
}

export async function findAssessment(tx: Db, id: string): Promise<Summary | undefined> {
  const row = await summaries(tx).where('a.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : summaryOf(row);
}

function summaries(tx: Db) {
  return tx.db
    .selectFrom('assessment as a')
    .leftJoin('account as o', 'o.id', 'a.requested_by')
    .select((eb) => [
      'a.id',
      'a.cause',
      'o.login as requestedBy',
      'a.requested_at as requestedAt',
      STATE.as('state'),
      'a.stage',
      'a.measured_at as measuredAt',
      'a.finished_at as finishedAt',
      'a.fault',
      number('conforms').as('conforms'),
      number('partly').as('partly'),
      number('does-not').as('doesNot'),
      number('not-applicable').as('notApplicable'),
      eb
        .selectFrom('assessment_finding as f')
        .select(({ fn }) => fn.countAll<number>().as('open'))
        .whereRef('f.assessment_id', '=', 'a.id')
        .where('f.for_person', '=', true)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('assessment_remark as r')
                .select('r.id')
                .whereRef('r.assessment_id', '=', 'f.assessment_id')
                .whereRef('r.item', '=', 'f.item')
                .where(stands('r')),
            ),
          ),
        )
        .as('open'),
    ]);
}

function summaryOf({
  conforms,
  partly,
  doesNot,
  notApplicable,
  open,
  stage,
  ...row
}: Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number]): Summary {
  return {
    ...row,
    stage: row.state === 'running' ? stage : null,
    counts: row.state === 'done' ? { conforms, partly, 'does-not': doesNot, 'not-applicable': notApplicable } : null,
    open: Number(open),
  };
}

export interface Found {
  readonly item: string;
  readonly verdict: Verdict;
  readonly finding: AssessedItem;
  /** of the assessment before */
  readonly former: Verdict | null;
}

/** What an assessment found, in the order of the text. */
export async function findingsOf(tx: Db, id: string): Promise<Found[]> {
  const rows = await tx.db
    .selectFrom('assessment_finding as f')
    .leftJoin('assessment_finding as b', (join) =>
      join
        .onRef('b.item', '=', 'f.item')
        .on('b.assessment_id', '=', (eb) =>
          eb
            .selectFrom('assessment as before')
            .select('before.id')
            .where('before.id', '<', id)
            .where('before.measured_at', 'is not', null)
            .orderBy('before.id', 'desc')
            .limit(1),
        ),
    )
    .select(['f.item', 'f.verdict', 'f.finding', 'b.verdict as former'])
    .where('f.assessment_id', '=', id)
    .execute();
  const place = new Map(ITEMS.map((one, at) => [one.id, at]));
  return rows
    .map((row) => ({ ...row, finding: row.finding as unknown as AssessedItem }) as Found)
    .sort((a, b) => place.get(a.item)! - place.get(b.item)!);
}

export async function findFinding(tx: Db, id: string, item: string) {
  return tx.db
    .selectFrom('assessment_finding')
    .select(['verdict', 'for_person'])
    .where('assessment_id', '=', id)
    .where('item', '=', item)
    .executeTakeFirst();
}

function remarks(tx: Db) {
  return tx.db
    .selectFrom('assessment_remark as r')
    .innerJoin('account as by', 'by.id', 'r.remarked_by')
    .leftJoin('account as second', 'second.id', 'r.confirmed_by')
    .select([
      'r.id',
      'r.item',
      'r.assessment_id as assessment',
      'r.judgement',
      'r.remark as text',
      'by.login as by',
      'r.remarked_at as at',
      'second.login as confirmedBy',
      'r.confirmed_at as confirmedAt',
      stands('r').as('stands'),
    ]);
}

/** The newest remark on each item: of this assessment, and of those before it the newest that stands. */
export async function remarksOf(tx: Db, id: string): Promise<{ own: Map<string, Remark>; earlier: Map<string, Remark> }> {
  const own = await remarks(tx).where('r.assessment_id', '=', id).orderBy('r.id').execute();
  const earlier = await remarks(tx)
    .distinctOn('r.item')
    .where('r.assessment_id', '<', id)
    .where(stands('r'))
    .orderBy('r.item')
    .orderBy('r.id', 'desc')
    .execute();
  const byItem = (rows: typeof own) => new Map(rows.map(({ item, ...remark }) => [item, remark]));
  return { own: byItem(own), earlier: byItem(earlier) };
}

export async function getRemark(tx: Db, id: string): Promise<Remark> {
  const { item: _, ...remark } = await remarks(tx).where('r.id', '=', id).executeTakeFirstOrThrow();
  return remark;
}
