import type pg from 'pg';
import type { Queries } from '../ground/queries.ts';
import { type EvidenceFile, MAX_EVIDENCE_FILES } from './evidence.ts';

export async function listEvidence(pool: Queries, campaignId: string, run: number): Promise<readonly EvidenceFile[]> {
  const { rows } = await pool.query(
    `select digest, name, media, length(content) as bytes from evidence where campaign_id = $1 and run = $2
     order by stored_at, digest limit ${MAX_EVIDENCE_FILES}`,
    [campaignId, run],
  );
  return rows.map((row) => ({ sm3: row.digest, name: row.name, media: row.media, bytes: row.bytes }));
}

/** Keeps a file; the same content twice is kept once, under its first name. False where the run holds as many as it may. */
export async function keepEvidence(
  pool: pg.Pool,
  campaignId: string,
  run: number,
  file: EvidenceFile,
  content: Buffer,
  at: Date,
): Promise<boolean> {
  const { rows } = await pool.query(
    `with held as (select count(*) filter (where digest = $3) as same, count(*) as files from evidence where campaign_id = $1 and run = $2),
       kept as (
         insert into evidence (campaign_id, run, digest, name, media, content, stored_at)
         select $1, $2, $3, $4, $5, $6, $7 from held where files < $8 on conflict do nothing returning 1)
     select same > 0 or files < $8 as ok from held`,
    [campaignId, run, file.sm3, file.name, file.media, content, at, MAX_EVIDENCE_FILES],
  );
  return rows[0].ok;
}

export async function findEvidence(
  pool: pg.Pool,
  campaignId: string,
  run: number,
  sm3: string,
): Promise<{ readonly name: string; readonly media: string; readonly content: Buffer } | null> {
  const { rows } = await pool.query('select name, media, content from evidence where campaign_id = $1 and run = $2 and digest = $3', [
    campaignId,
    run,
    sm3,
  ]);
  return rows[0] ?? null;
}
