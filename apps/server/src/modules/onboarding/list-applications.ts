import type { Tx } from '../../ground/transaction.ts';
import { earliestDue } from '../clocks/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { listApplications } from './application.store.ts';
import { mayRequest, mayTake } from './step-rules.ts';

type Filter = Parameters<typeof listApplications>[1];

/**
 * A page of applications, each with what its reader may do next by the profile's rows, and when the earliest clock that runs on it ends. A
 * constant number of queries, whatever the page holds.
 */
export async function listApplicationsFor(tx: Tx, filter: Filter) {
  const rows = await listApplications(tx, filter);
  const basis = await basisInForce(tx, { lock: false });
  const due = await earliestDue(
    tx,
    rows.filter((row) => row.closedAt === null).map((row) => row.id),
  );
  return rows.map(({ number, institution, kind, state, createdAt, closedAt, version, ...row }) => ({
    number,
    institution,
    kind,
    state,
    createdAt,
    closedAt,
    version,
    dueAt: due.get(row.id) ?? null,
    acts: basis
      .profile(row)
      .onboarding.transitions.filter((one) => closedAt === null && one.from.includes(state))
      .map((one) => ({
        name: one.name,
        title: one.title,
        take: mayTake(one, tx.actor, row),
        request: one.fourEyes && mayRequest(one, tx.actor, row),
      }))
      .filter((one) => one.take || one.request),
  }));
}
