import { saidValue } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { endClocks, startClock } from '../clocks/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { refuse } from './institution.errors.ts';
import { touchInstitution } from './institution.store.ts';

/**
 * TS-3(3): the list of information-security officers and system managers is reported to the office, again and again. What is reported are the
 * people named at present; the report ends the running clock and starts the next.
 */
export async function reportRoster(tx: Tx, code: string) {
  const institution = await touchInstitution(tx, code);
  const { operators, countFirstDay } = (await basisInForce(tx, { lock: false })).profile(institution);
  const period = saidValue(operators.report);
  if (period === null) return refuse('roster-not-asked', { path: 'params.code', value: code });
  const named = await tx.db
    .selectFrom('institution_operator')
    .select(['id', 'role'])
    .where('institution_id', '=', institution.id)
    .where('ended_at', 'is', null)
    .where(
      'role',
      'in',
      operators.asked.map((one) => one.role),
    )
    .orderBy('id')
    .execute();
  const roles = Object.fromEntries(operators.asked.map(({ role }) => [role, named.filter((one) => one.role === role).length]));
  const lacking = operators.asked.find((one) => roles[one.role]! < one.min);
  if (lacking !== undefined)
    refuse('roster-incomplete', {
      path: lacking.role,
      value: roles[lacking.role],
      rule: `≥ ${lacking.min}`,
      clause: lacking.clause,
      detail: { zh: `尚未登记${lacking.title.zh}`, en: `no ${lacking.title.en} is on record` },
    });
  const source = { clause: operators.report.clause ?? '本系统规则', stated: operators.report.stated === true };
  await tx.db
    .insertInto('roster_report')
    .values({
      id: uuidv7(),
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      operators: named.map((one) => one.id),
      roles: JSON.stringify(roles),
      ...source,
      reported_at: tx.now,
      reported_by: tx.actor.id,
    })
    .execute();
  await endClocks(tx, institution.id, period.endEvent);
  await startClock(tx, {
    institution,
    subject: { kind: 'institution', id: institution.id },
    period,
    startEvent: period.startEvent,
    endEvents: [period.endEvent],
    ...source,
    startedAt: tx.now,
    countFirstDay: saidValue(countFirstDay) ?? false,
  });
  tx.audit({
    event: 'roster-reported',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { roles, clause: source.clause },
  });
  return { reports: await listRosterReports(tx, institution.id) };
}

/** When the list was reported, the latest first, with how many people of each role it held. */
export async function listRosterReports(tx: Pick<Tx, 'db'>, institutionId: string) {
  const rows = await tx.db
    .selectFrom('roster_report')
    .select(['roles', 'clause', 'stated', 'reported_at as reportedAt'])
    .where('institution_id', '=', institutionId)
    .orderBy('reported_at', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({ ...row, roles: row.roles as Record<string, number> }));
}
