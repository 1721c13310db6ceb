import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { EFFECTS, listWithdrawals, WITHDRAWABLE, type Withdrawal } from '../vendors/index.ts';
import { reachOf, reinstate, requestReinstatement, waitingFor, withdraw, withdrawalInput } from './withdraw-shared.ts';

const instant = z.date().transform((at) => at.toISOString());

export const withdrawalView = z.object({
  id: z.string(),
  subject: z.enum(WITHDRAWABLE),
  /** of the system, or of the carrier */
  code: z.string(),
  /** … with its release, where it is a system */
  name: z.string(),
  prov: z.string(),
  city: z.string().nullable(),
  effect: z.enum(EFFECTS),
  reason: z.string(),
  withdrawnAt: instant,
  withdrawnBy: personName,
  requestedAt: instant.nullable(),
  requestedBy: personName.nullable(),
  requestedReason: z.string().nullable(),
  reinstatedAt: instant.nullable(),
  reinstatedBy: personName.nullable(),
  /** institutions of the province that wait to be decided again */
  waiting: z.number(),
  version: z.number(),
});

function shown(
  { hisId, firmId, requesterId: _, system, firm, systemName, systemRelease, firmName, ...rest }: Withdrawal,
  waiting: ReadonlyMap<string, number>,
) {
  const name = systemName === null ? firmName : `${systemName} ${systemRelease ?? ''}`;
  const thing = { subject: rest.subject as 'system', effect: rest.effect as 'ends', code: system ?? firm, name };
  return { ...rest, ...thing, waiting: waiting.get(hisId ?? firmId) ?? 0 };
}

const shownAll = async (tx: Tx, withdrawals: readonly Withdrawal[]): Promise<z.input<typeof withdrawalView>[]> => {
  const waiting = await waitingFor(
    tx,
    withdrawals.map(({ hisId, firmId }) => hisId ?? firmId),
  );
  return withdrawals.map((one) => shown(one, waiting));
};
const shownOne = async (tx: Tx, withdrawal: Withdrawal) => (await shownAll(tx, [withdrawal]))[0]!;

const id = z.strictObject({ id: z.uuid() });

export const withdrawalRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/withdrawals',
    summary: { zh: '停用信息系统（版本）或运营商', en: 'Withdraw a system (release) or a carrier' },
    access: only('caseworker:province', 'approver:province'),
    body: withdrawalInput,
    output: withdrawalView,
    status: 201,
    refusals: ['firm-lacks-role', 'withdrawn-already'],
    handler: async (tx, { body }) => shownOne(tx, await withdraw(tx, body)),
  }),
  route({
    method: 'GET',
    path: '/withdrawals/reach',
    summary: { zh: '停用将影响多少机构', en: 'How many institutions a withdrawal would reach' },
    access: only('caseworker:province', 'approver:province'),
    query: withdrawalInput.pick({ subject: true, code: true, city: true }),
    output: z.object({ institutions: z.number() }),
    refusals: ['firm-lacks-role'],
    handler: async (tx, { query }) => ({ institutions: await reachOf(tx, query) }),
  }),
  route({
    method: 'GET',
    path: '/withdrawals',
    summary: { zh: '停用台账', en: 'Withdrawals of systems and carriers' },
    access: only(BUREAU_STAFF, 'vendor', 'carrier'),
    query: z.strictObject({
      open: z.enum(['true', 'false']).default('false'),
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ withdrawals: z.array(withdrawalView), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const filter = { prov: tx.actor.prov, open: query.open === 'true', after: query.after ?? null, limit: query.limit };
      const withdrawals = await listWithdrawals(tx, filter);
      return { withdrawals: await shownAll(tx, withdrawals), next: withdrawals.length === query.limit ? withdrawals.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/withdrawals/:id/reinstatement-request',
    summary: { zh: '申请恢复', en: 'Request that a withdrawal end' },
    access: only('caseworker:province', 'approver:province'),
    params: id,
    body: z.strictObject({ reason: z.string().trim().min(1).max(2000) }),
    output: withdrawalView,
    versioned: true,
    refusals: ['withdrawal-ended'],
    handler: async (tx, { params, version, body }) => shownOne(tx, await requestReinstatement(tx, params.id, version, body.reason)),
  }),
  route({
    method: 'POST',
    path: '/withdrawals/:id/reinstatement',
    summary: { zh: '批准恢复（须另一人）', en: 'End a withdrawal that another person asked to end' },
    access: only('approver:province'),
    params: id,
    output: withdrawalView,
    versioned: true,
    refusals: ['withdrawal-ended', 'reinstatement-not-requested'],
    handler: async (tx, { params, version }) => shownOne(tx, await reinstate(tx, params.id, version)),
  }),
];
