/** The message log: group commits, so that a reply leaves only after its message is kept, at little cost to any one of them. */
import type { Queries } from '../ground/queries.ts';
import type { Sent } from '../report/matrix.ts';
import type { Logged } from './live-run.ts';

interface Waiting {
  readonly row: readonly unknown[];
  readonly done: (error: unknown) => void;
}

const COLUMNS = [
  ['campaign_id', 'uuid'],
  ['run', 'integer'],
  ['seq', 'integer'],
  ['at', 'timestamptz'],
  ['infno', 'text'],
  ['msgid', 'text'],
  ['request', 'text'],
  ['output', 'text'],
  ['reply', 'text'],
  ['error', 'text'],
  ['fault', 'text'],
  ['findings', 'jsonb'],
  ['signature_ok', 'boolean'],
  ['signature_diagnosis', 'text'],
  ['bytes', 'integer'],
  ['microseconds', 'integer'],
] as const;
const INSERT = `insert into exchange (${COLUMNS.map(([name]) => name).join(', ')})
  select * from unnest(${COLUMNS.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ')})`;
const GROUP = 500;
/** Refused, found wanting, or with a signature that does not verify. */
const FLAWED = `(reply = 'refused' or jsonb_array_length(findings) > 0 or signature_ok is false)`;

export class ExchangeLog {
  readonly #pool: Queries;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(pool: Queries) {
    this.#pool = pool;
  }

  /** Resolves when the message is durable. */
  append(campaignId: string, run: number, logged: Logged, microseconds: number): Promise<void> {
    const { exchange, request, output, bytes } = logged;
    const { signature } = exchange;
    const row = [
      ...[campaignId, run, exchange.seq, new Date(exchange.at), text(exchange.infno), text(exchange.msgid), text(request), text(output)],
      ...[exchange.reply, text(exchange.error), exchange.fault, text(JSON.stringify(exchange.findings)), signature?.ok ?? null],
      ...[signature?.diagnosis ?? '', bytes, microseconds],
    ];
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, done: (error) => (error === null ? resolve() : reject(error)) });
      if (!this.#writing) void this.#write();
    });
  }

  /** One page of a run's messages after a seq, optionally of one transaction, with a text in request or answer, or those alone that have a fault. */
  async page(
    campaignId: string,
    run: number,
    asked: { after: number; limit: number; infno: string; q: string; flawed?: boolean },
  ): Promise<readonly Logged[]> {
    const { rows } = await this.#pool.query(
      `select * from exchange where campaign_id = $1 and run = $2 and seq > $3 and ($4 = '' or infno = $4)
         and ($5 = '' or position($5 in request) > 0 or position($5 in output) > 0 or position($5 in error) > 0)
         and (not $7 or ${FLAWED})
       order by seq limit $6`,
      [campaignId, run, asked.after, asked.infno, asked.q, asked.limit, asked.flawed ?? false],
    );
    return rows.map((row) => ({
      request: row.request,
      output: row.output,
      bytes: row.bytes,
      exchange: {
        seq: row.seq,
        at: row.at.getTime(),
        infno: row.infno,
        msgid: row.msgid,
        request: row.request === '' ? {} : JSON.parse(row.request),
        output: JSON.parse(row.output),
        reply: row.reply,
        error: row.error,
        fault: row.fault,
        findings: row.findings,
        signature: row.signature_ok === null ? null : { ok: row.signature_ok, diagnosis: row.signature_diagnosis },
      },
    }));
  }

  /** How often each transaction was sent in a run, and with what outcome. */
  async counts(campaignId: string, run: number): Promise<readonly Sent[]> {
    const { rows } = await this.#pool.query(
      `select infno, count(*)::int as count, count(*) filter (where reply = 'refused')::int as refused,
         count(*) filter (where jsonb_array_length(findings) > 0)::int as flawed
       from exchange where campaign_id = $1 and run = $2 and infno <> '' group by infno`,
      [campaignId, run],
    );
    return rows;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP);
      try {
        await this.#pool.query({
          name: 'append',
          text: INSERT,
          values: COLUMNS.map((_, at) => group.map(({ row }) => row[at])),
        });
        for (const one of group) one.done(null);
      } catch (error) {
        // One bad row must not lose the others of its group.
        if (group.length === 1) group[0]!.done(error);
        else for (const one of group) await this.#single(one);
      }
    }
    this.#writing = false;
  }

  async #single(one: Waiting): Promise<void> {
    try {
      await this.#pool.query(
        INSERT,
        one.row.map((value) => [value]),
      );
      one.done(null);
    } catch (error) {
      one.done(error);
    }
  }
}

/** PostgreSQL's text holds no NUL, nor half a surrogate pair; JSON written by us escapes both, other texts may hold them. */
function text(value: string): string {
  return value.replaceAll('\0', '�').toWellFormed();
}
