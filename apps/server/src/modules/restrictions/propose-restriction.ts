import { canonicalJson, type RestrictionKind } from '@anjie/admission';
import { sm3 } from '@anjie/guomi';
import type { Selectable } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Database } from '../../ground/schema.generated.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type InstitutionView, touchInstitution } from '../institutions/index.ts';
import { groundOrRefuse, type Imposition, order } from './impose-restriction.ts';
import { refuse } from './restriction.errors.ts';
import { occasionsOf, type RestrictionView } from './restriction.store.ts';
import { TAKES_TWO } from './restriction-rules.ts';

export interface ProposalView {
  readonly id: string;
  readonly institution: string;
  readonly kind: string;
  readonly clause: string;
  readonly reason: string;
  readonly judgement: string | null;
  readonly proposedAt: Date;
  readonly outcome: string | null;
  readonly digest: string;
  readonly version: number;
}

type Row = Selectable<Database['restriction_proposal']>;

/** Proposes what needs two people before it begins: a termination, the blacklist (JC-14, NX-20(4)). Nothing changes yet. */
export async function proposeRestriction(tx: Tx, code: string, input: Imposition): Promise<ProposalView> {
  const institution = await touchInstitution(tx, code);
  await groundOrRefuse(tx, institution, 'institution', input);
  if (!TAKES_TWO.includes(input.kind))
    refuse('restriction-target-wrong', {
      path: 'body.kind',
      value: input.kind,
      rule: 'POST /institutions/:code/restrictions',
      detail: { zh: '这种限制一人即可作出，无需提议', en: 'One person may order this; no proposal is needed' },
    });
  const standing = await occasionsOf(tx, institution.id, input.kind, input.clause);
  if (standing.some((one) => one.lifted_at === null))
    refuse('restriction-in-force', { path: 'body.kind', value: input.kind, clause: input.clause });
  const id = uuidv7();
  const proposal = {
    id,
    institution_id: institution.id,
    kind: input.kind,
    clause: input.clause,
    reason: input.reason,
    judgement: input.judgement ?? null,
    proposed_by: tx.actor.id,
    proposed_at: tx.now,
  };
  await tx.db
    .insertInto('restriction_proposal')
    .values({
      ...proposal,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      bureau_id: tx.actor.bureauId!,
      digest: digestOf(proposal),
    })
    .execute();
  tx.audit({
    event: 'restriction-proposed',
    object: { kind: 'restriction-proposal', id },
    territory: institution,
    institutionId: institution.id,
    detail: { ...input },
  });
  return present(await getProposal(tx, id));
}

/** Another person of the deciding bureau approves exactly what was proposed; the order is in force from then on. */
export async function approveProposal(tx: Tx, id: string, version: number): Promise<RestrictionView> {
  const { proposal, institution } = await lockProposal(tx, id, version);
  if (proposal.proposed_by === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: id, clause: proposal.clause });
  if (!proposal.digest.equals(digestOf(proposal))) refuse('proposal-altered', { path: 'params.id', value: id });
  const input = {
    kind: proposal.kind as RestrictionKind,
    clause: proposal.clause,
    reason: proposal.reason,
    judgement: proposal.judgement ?? undefined,
  };
  const ground = await groundOrRefuse(tx, institution, 'institution', input);
  await decide(tx, proposal, 'approved');
  return order(tx, institution, { ...input, ground, bureau: tx.actor.bureauId, proposal: { id, by: proposal.proposed_by } });
}

/** Declines a proposal; the proposer may take it back the same way. */
export async function declineProposal(tx: Tx, id: string, version: number): Promise<ProposalView> {
  const { proposal, institution } = await lockProposal(tx, id, version);
  await groundOrRefuse(tx, institution, 'institution', {
    kind: proposal.kind as RestrictionKind,
    clause: proposal.clause,
    judgement: proposal.judgement ?? undefined,
  });
  await decide(tx, proposal, 'declined');
  tx.audit({
    event: 'restriction-proposal-declined',
    object: { kind: 'restriction-proposal', id },
    territory: institution,
    institutionId: institution.id,
    detail: { kind: proposal.kind, clause: proposal.clause },
  });
  return present(await getProposal(tx, id));
}

/** Proposals of the caller's territory, the latest first. */
export async function listProposals(tx: Tx, filter: { open: boolean; after: string | null; limit: number }): Promise<ProposalView[]> {
  const rows = await query(tx)
    .$if(filter.open, (found) => found.where('outcome', 'is', null))
    .$if(filter.after !== null, (found) => found.where('restriction_proposal.id', '<', filter.after!))
    .orderBy('restriction_proposal.id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map(present);
}

function query(tx: Tx) {
  return tx.db
    .selectFrom('restriction_proposal')
    .innerJoin('institution', 'institution.id', 'restriction_proposal.institution_id')
    .selectAll('restriction_proposal')
    .select('institution.code as institution');
}

async function getProposal(tx: Tx, id: string): Promise<Row & { institution: string }> {
  const row = await query(tx).where('restriction_proposal.id', '=', id).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

async function lockProposal(tx: Tx, id: string, version: number): Promise<{ proposal: Row; institution: InstitutionView }> {
  const institution = await touchInstitution(tx, (await getProposal(tx, id)).institution);
  const proposal = await getProposal(tx, id);
  if (proposal.outcome !== null) refuse('proposal-decided', { path: 'params.id', value: id, rule: proposal.outcome });
  if (proposal.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: present(proposal) });
  return { proposal, institution };
}

async function decide(tx: Tx, proposal: Row, outcome: 'approved' | 'declined'): Promise<void> {
  await tx.db
    .updateTable('restriction_proposal')
    .set({ outcome, decided_by: tx.actor.id, decided_at: tx.now, version: proposal.version + 1 })
    .where('id', '=', proposal.id)
    .execute();
}

/** SM3 over everything that the approver approves. */
function digestOf(
  row: Pick<Row, 'id' | 'institution_id' | 'kind' | 'clause' | 'reason' | 'judgement' | 'proposed_by' | 'proposed_at'>,
): Buffer {
  const { id, institution_id, kind, clause, reason, judgement, proposed_by, proposed_at } = row;
  return sm3(canonicalJson({ id, institution_id, kind, clause, reason, judgement, proposed_by, proposed_at: proposed_at.getTime() }));
}

function present(row: Row & { institution: string }): ProposalView {
  return {
    id: row.id,
    institution: row.institution,
    kind: row.kind,
    clause: row.clause,
    reason: row.reason,
    judgement: row.judgement,
    proposedAt: row.proposed_at,
    outcome: row.outcome,
    digest: row.digest.toString('hex'),
    version: row.version,
  };
}
