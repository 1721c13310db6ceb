import { saidValue } from '@anjie/rulebook';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { mustBeWithinLimit } from './address-limit.ts';
import { examinationsOf } from './examine-terminal.ts';
import { type Filing, getFiling, standingFilings, touchFiling } from './filing.store.ts';
import type { FilingState, Subject } from './filing-lifecycle.ts';
import { lifecycleRow } from './filing-lifecycle.ts';
import { auditPassed } from './line.store.ts';
import { mustAllow, mustBeCurrent } from './must-allow.ts';
import { refuse } from './network.errors.ts';
import { citing, mustBeTerritorialBureau, profileOf } from './territory-rules.ts';

/** Takes a filing on record (登记备案, NX-6): from now on it is a fact. A change ends what it changes in the same act. */
export async function acceptFiling(tx: Tx, subject: Subject, id: string, version: number): Promise<Filing> {
  const filing = await touchFiling(tx, subject, id);
  mustBeTerritorialBureau(tx, filing);
  mustAllow('accept', filing);
  mustBeCurrent(filing, version);
  if (filing.act !== 'cancel') await mustBeComplete(tx, filing);
  if (filing.targetId !== null) await endTarget(tx, filing);
  try {
    await tx.db
      .updateTable('filing')
      .set({ state: 'accepted', accepted_at: tx.now, accepted_by: tx.actor.id, version: filing.version + 1 })
      .where('id', '=', id)
      .execute();
  } catch (error) {
    if ((error as { constraint?: string }).constraint?.endsWith('_in_force') !== true) throw error;
    refuseInput('in-force-elsewhere', { path: 'params.id', value: filing.ip ?? filing.subscriber, rule: 'one-in-force' });
  }
  tx.audit({
    event: `${subject}-filing-accepted`,
    object: { kind: 'filing', id: filing.number },
    territory: filing,
    institutionId: filing.institutionId,
    detail: { act: filing.act, target: filing.target },
  });
  return getFiling(tx, subject, id);
}

/** What must be there before the bureau takes the filing on record. */
async function mustBeComplete(tx: Tx, filing: Filing): Promise<void> {
  const profile = await profileOf(tx, filing);
  if (filing.subject === 'line' && saidValue(profile.lines.auditedBy) === 'carrier' && !(await auditPassed(tx, filing.id)))
    refuse('audit-not-passed', { path: 'params.id', value: filing.number, ...citing(profile.lines.auditedBy) });
  if (filing.subject === 'terminal' && saidValue(profile.terminals.examination) === 'before-acceptance') {
    const examinations = (await examinationsOf(tx, [filing.id]))(filing.id);
    if (examinations.at(-1)?.conforms !== true)
      refuse('examination-missing', { path: 'params.id', value: filing.number, ...citing(profile.terminals.examination) });
  }
  if (filing.subject === 'address' && filing.environment === 'production') {
    const standing = await standingFilings(tx, filing.institutionId, 'address');
    const others = standing.filter(
      (other) => other.state === 'accepted' && other.environment === 'production' && other.id !== filing.targetId,
    );
    const institution = { id: filing.institutionId, code: filing.institution };
    await mustBeWithinLimit(tx, institution, profile, { path: 'params.id', ip: filing.ip!, others: others.length });
  }
}

async function endTarget(tx: Tx, filing: Filing): Promise<void> {
  const target = await getFiling(tx, filing.subject as Subject, filing.targetId!);
  if (lifecycleRow('end', target.subject as Subject, target.state as FilingState) === null)
    refuse('target-not-in-force', { path: 'params.id', value: target.number });
  await tx.db
    .updateTable('filing')
    .set({ state: 'cancelled', ended_at: tx.now, ended_by: filing.id, version: target.version + 1 })
    .where('id', '=', target.id)
    .execute();
}
