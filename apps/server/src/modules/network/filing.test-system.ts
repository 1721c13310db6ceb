import assert from 'node:assert/strict';
import { type Answer, type Person, startTestSystem } from '@anjie/test-system';
import pg from 'pg';

/** The year of the business date: an agreement of this year opens a line (NX-8). */
export const YEAR = Number(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4));
export const MAC = 'aa:bb:cc:00:00:01';

export const applyLine = (code: string) => ({ act: 'apply', kind: 'dedicated', carrier: 'carrier-a', agreementNumber: `A-${code}` });

export function made(answer: Answer): Answer['body'] {
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** A list in an answer. */
export function rows<Row = unknown>(answer: Pick<Answer, 'body'>, name: string): Row[] {
  return (answer.body as Record<string, unknown>)[name] as Row[];
}

export type FilingSystem = Awaited<ReturnType<typeof startFilingSystem>>;

/** A test system with the people of a filing at hand and the steps by which tests get to theirs. */
export async function startFilingSystem() {
  const system = await startTestSystem();
  const county = await system.as('xingqing.caseworker');
  const carrier = await system.as('carrier-a.operator');
  let count = 0;

  /** A registered pharmacy with an agreement of this year; its own code in every test. */
  async function pharmacy(clerk = county, div = '640104'): Promise<string> {
    const code = `P${div}${String(++count).padStart(5, '0')}`;
    made(await clerk.post('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}` }));
    made(await clerk.post(`/institutions/${code}/service-agreements`, { number: `A-${code}`, year: YEAR, validFrom: `${YEAR}-01-01` }));
    return code;
  }

  /** Accepts a filing in the version just read. */
  function accept(path: string, filing: Record<string, unknown>, clerk: Person = county): Promise<Answer> {
    return clerk.post(`${path}/${filing.id}/acceptance`, undefined, { version: filing.version as number });
  }

  async function accepted(path: string, filing: Record<string, unknown>, clerk: Person = county): Promise<Answer['body']> {
    const answer = await accept(path, filing, clerk);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  async function lineInForce(code: string): Promise<Answer['body']> {
    const filed = made(await county.post(`/institutions/${code}/line-filings`, applyLine(code)));
    const audited = made(await carrier.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: filed.version }));
    return accepted('/line-filings', audited);
  }

  async function addressInForce(code: string, ip: string, environment = 'production'): Promise<Answer['body']> {
    const filed = made(await county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip, environment }));
    return accepted('/address-filings', filed);
  }

  async function terminalInForce(code: string, ip: string, mac: string): Promise<Answer['body']> {
    return accepted('/terminal-filings', made(await county.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip, mac })));
  }

  /** Codes of the reasons for which production is refused at present, and the bindings. */
  async function decided(code: string) {
    const found = await system.query<{
      entry: { segments: { grants: { production: { reasons: { code: string }[] } }; bindings: unknown[] }[] };
    }>('select entry from admission_entry where code = $1', [code]);
    const segment = found[0]!.entry.segments[0]!;
    return { reasons: segment.grants.production.reasons.map((reason) => reason.code), bindings: segment.bindings };
  }

  /** Plain SQL as the application role under one scope, committed; past the server, not past the database. */
  async function plainSql(role: 'app_county' | 'app_party', scope: string, statement: string, values: unknown[]): Promise<number | null> {
    const client = new pg.Client({ connectionString: system.database.appUrl });
    await client.connect();
    try {
      const setting = role === 'app_party' ? 'app.party' : 'app.scope';
      await client.query(`begin; set local role ${role}; select set_config('${setting}', '${scope}', true)`);
      const { rowCount } = await client.query(statement, values);
      await client.query('commit');
      return rowCount;
    } finally {
      await client.end();
    }
  }

  const steps = { pharmacy, accept, accepted, lineInForce, addressInForce, terminalInForce, decided, plainSql };
  return { system, county, carrier, ...steps, stop: () => system.stop() };
}
