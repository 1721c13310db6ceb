import type { Tx } from '../../ground/transaction.ts';

type Reader = Pick<Tx, 'db'>;

/** What carriers and institutions recorded of some lines, by filing: audits in order of time, bindings in force, vouchers. Three queries. */
export async function lineDetails(tx: Reader, ids: readonly string[]) {
  if (ids.length === 0) return () => ({ audits: [], bindings: [], vouchers: [] });
  const audits = await tx.db
    .selectFrom('line_audit')
    .select(['filing_id', 'passed', 'note', 'audited_at as auditedAt'])
    .where('filing_id', 'in', [...ids])
    .orderBy('audited_at')
    .orderBy('id')
    .execute();
  const bindings = await tx.db
    .selectFrom('line_binding')
    .select(['filing_id', 'ip', 'mac', 'bound_at as boundAt'])
    .where('filing_id', 'in', [...ids])
    .where('ended_at', 'is', null)
    .orderBy('ip')
    .orderBy('mac')
    .execute();
  const vouchers = await tx.db
    .selectFrom('line_voucher')
    .select(['filing_id', 'kind', 'number', 'issued_on as issuedOn', 'note', 'document_id as documentId'])
    .where('filing_id', 'in', [...ids])
    .orderBy('issued_on')
    .orderBy('number')
    .execute();
  return (id: string) => ({
    audits: audits.filter((row) => row.filing_id === id),
    bindings: bindings.filter((row) => row.filing_id === id),
    vouchers: vouchers.filter((row) => row.filing_id === id),
  });
}

/** Whether the carrier's latest audit of the line passed it. */
export async function auditPassed(tx: Reader, filingId: string): Promise<boolean> {
  const latest = await tx.db
    .selectFrom('line_audit')
    .select('passed')
    .where('filing_id', '=', filingId)
    .orderBy('audited_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return latest?.passed ?? false;
}
