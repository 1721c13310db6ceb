/** SQL of campaigns, runs and notes; the message log has its own file. */
import type pg from 'pg';
import type { Queries } from '../ground/queries.ts';
import type { Campaign, CaseNote, FrozenRun, Run } from './campaign.ts';

export async function insertCampaign(pool: pg.Pool, campaign: Campaign, keyDigest: string): Promise<void> {
  const { id, name, plan, institution, his, path, signing, accessKey, secret, scope, agreed, reference, hisPublicKey, createdAt } =
    campaign;
  await pool.query(
    `with made as (
       insert into campaign (id, name, plan, institution_kind, institution_code, institution_name, his_name, his_version, path, key_digest,
         signing, access_key, secret, scope, agreed, created_at, reference, his_public_key)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning id)
     insert into run (campaign_id, number, began_at) select id, 1, $16 from made`,
    [
      ...[id, name, plan, institution.kind, institution.code, institution.name, his.name, his.version, path, keyDigest],
      ...[signing, accessKey, secret, JSON.stringify(scope), agreed, createdAt, reference, hisPublicKey],
    ],
  );
}

export async function findCampaign(pool: pg.Pool, by: 'id' | 'path', value: string): Promise<Campaign | null> {
  if (by === 'id' && !/^[0-9a-f-]{36}$/.test(value)) return null;
  const { rows } = await pool.query(`select * from campaign where ${by} = $1`, [value]);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    name: row.name,
    plan: row.plan,
    institution: { kind: row.institution_kind, code: row.institution_code, name: row.institution_name },
    his: { name: row.his_name, version: row.his_version },
    path: row.path,
    signing: row.signing,
    accessKey: row.access_key,
    secret: row.secret,
    hisPublicKey: row.his_public_key,
    scope: row.scope,
    agreed: row.agreed,
    reference: row.reference,
    createdAt: row.created_at,
  };
}

/** Whether the digest is that of the campaign's key. */
export async function hasKey(pool: pg.Pool, id: string, keyDigest: string): Promise<boolean> {
  const { rowCount } = await pool.query('select 1 from campaign where id = $1 and key_digest = $2', [id, keyDigest]);
  return rowCount === 1;
}

export async function listCampaigns(pool: pg.Pool): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await pool.query(
    `select id, name, plan, institution_code, institution_name, his_name, his_version, created_at,
       (select max(number) from run where campaign_id = id) as run
     from campaign order by created_at desc, id limit 200`,
  );
  return rows;
}

export async function listRuns(pool: pg.Pool, campaignId: string): Promise<readonly Run[]> {
  const { rows } = await pool.query(
    'select number, began_at, frozen_at, digest, signature, public_key from run where campaign_id = $1 order by number',
    [campaignId],
  );
  return rows.map((row) => ({
    campaignId,
    number: row.number,
    beganAt: row.began_at,
    frozenAt: row.frozen_at,
    digest: row.digest,
    signature: row.signature,
    publicKey: row.public_key,
  }));
}

/** Begins the next run; its number. */
export async function beginRun(pool: pg.Pool, campaignId: string, at: Date): Promise<number> {
  const { rows } = await pool.query(
    'insert into run (campaign_id, number, began_at) select $1, max(number) + 1, $2 from run where campaign_id = $1 returning number',
    [campaignId, at],
  );
  return rows[0].number;
}

export interface Freezing {
  readonly at: Date;
  readonly report: string;
  readonly digest: string;
  readonly signature: string;
  readonly publicKey: string;
}

/**
 * Freezes a run on what is durable of it, in one transaction: what arrives meanwhile waits for the lock and is refused after it, so that
 * nothing is kept with the run that its report does not know.
 *
 * @param make the report, read through the connection that holds the lock
 * @returns null where the run is frozen already
 */
export async function freezeRun(
  pool: pg.Pool,
  run: { readonly campaignId: string; readonly number: number },
  make: (queries: Queries) => Promise<Freezing>,
): Promise<Freezing | null> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rowCount } = await client.query('select 1 from run where campaign_id = $1 and number = $2 and frozen_at is null for update', [
      run.campaignId,
      run.number,
    ]);
    const frozen = rowCount === 1 ? await make(client) : null;
    if (frozen !== null)
      await client.query(
        'update run set frozen_at = $3, report = $4, digest = $5, signature = $6, public_key = $7 where campaign_id = $1 and number = $2',
        [run.campaignId, run.number, frozen.at, frozen.report, frozen.digest, frozen.signature, frozen.publicKey],
      );
    await client.query('commit');
    client.release();
    return frozen;
  } catch (error) {
    client.release(error instanceof Error ? error : true);
    throw error;
  }
}

/** A frozen run as it was submitted: the report word for word, its digest and its signature; null while it is open. */
export async function findFrozen(pool: pg.Pool, campaignId: string, run: number): Promise<FrozenRun | null> {
  const { rows } = await pool.query(
    'select report, digest, signature, public_key, frozen_at from run where campaign_id = $1 and number = $2 and frozen_at is not null',
    [campaignId, run],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { report: row.report, digest: row.digest, signature: row.signature, publicKey: row.public_key, frozenAt: row.frozen_at };
}

/** The report of a frozen run as it was signed, or null. */
export async function findFrozenReport(pool: pg.Pool, campaignId: string, run: number): Promise<unknown> {
  const { rows } = await pool.query('select report from run where campaign_id = $1 and number = $2', [campaignId, run]);
  return rows[0]?.report ?? null;
}

export async function setAgreed(pool: pg.Pool, campaignId: string, agreed: string): Promise<void> {
  await pool.query('update campaign set agreed = $2 where id = $1', [campaignId, agreed]);
}

export async function insertNote(pool: pg.Pool, campaignId: string, run: number, note: CaseNote): Promise<void> {
  const { id, caseId, kind, state, reason, evidenceName, evidenceDigest, requestedBy, requestedAt } = note;
  await pool.query(
    `insert into case_note (id, campaign_id, run, case_id, kind, state, reason, evidence_name, evidence_digest, requested_by, requested_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [id, campaignId, run, caseId, kind, state, reason, evidenceName, evidenceDigest, requestedBy, requestedAt],
  );
}

/** Approves a note that another person made; false where there is none to approve. @throws a constraint's error for the same person */
export async function approveNote(pool: pg.Pool, campaignId: string, run: number, id: string, by: string, at: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update case_note set approved_by = $4, approved_at = $5 where campaign_id = $1 and run = $2 and id = $3 and approved_by is null',
    [campaignId, run, id, by, at],
  );
  return rowCount === 1;
}

export async function listNotes(pool: Queries, campaignId: string, run: number): Promise<readonly CaseNote[]> {
  const { rows } = await pool.query('select * from case_note where campaign_id = $1 and run = $2 order by requested_at, id', [
    campaignId,
    run,
  ]);
  return rows.map((row) => ({
    id: row.id,
    caseId: row.case_id,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    evidenceName: row.evidence_name,
    evidenceDigest: row.evidence_digest,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    approvedBy: row.approved_by,
  }));
}
