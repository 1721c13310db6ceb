import { sm3Hex } from '@anjie/guomi';
import type pg from 'pg';
import type { Queries } from '../ground/queries.ts';
import type { ResultRecord } from './report.ts';

/** Result records of a run in the order of entry; the last of an item counts. */
export async function listRecords(pool: Queries, campaignId: string, run: number): Promise<readonly ResultRecord[]> {
  const { rows } = await pool.query('select * from result_record where campaign_id = $1 and run = $2 order by entered_at, id', [
    campaignId,
    run,
  ]);
  return rows.map((row) => ({
    item: row.item,
    verdict: row.verdict,
    record: row.record,
    evidenceDigest: row.evidence_digest,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at.toISOString(),
  }));
}

export async function insertRecord(pool: pg.Pool, campaignId: string, run: number, id: string, one: ResultRecord): Promise<void> {
  await pool.query(
    `insert into result_record (id, campaign_id, run, item, verdict, record, evidence_digest, entered_by, entered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, campaignId, run, one.item, one.verdict, one.record, one.evidenceDigest, one.enteredBy, one.enteredAt],
  );
}

/** A chain over the log of a run: each link is SM3 over the link before and the message, so that none can be changed or left out. */
export async function chainOf(pool: Queries, campaignId: string, run: number): Promise<string> {
  let chain = '';
  let after = 0;
  for (;;) {
    const { rows } = await pool.query(
      'select seq, at, infno, msgid, request, output, reply, error, fault from exchange where campaign_id = $1 and run = $2 and seq > $3 order by seq limit 2000',
      [campaignId, run, after],
    );
    for (const row of rows) {
      const fields = [
        row.seq,
        row.at.getTime(),
        row.infno,
        row.msgid,
        sm3Hex(row.request),
        sm3Hex(row.output),
        row.reply,
        row.error,
        row.fault,
      ];
      chain = sm3Hex(chain + JSON.stringify(fields));
      after = row.seq;
    }
    if (rows.length < 2000) return chain;
  }
}
