import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { examinationsOf } from './examine-terminal.ts';
import type { Filing } from './filing.store.ts';
import { lineDetails } from './line.store.ts';

const instant = z.date().transform((at) => at.toISOString());

/** What people see of a filing. `id` is for further acts on it; `number` is its 备案号. */
const filing = z.object({
  id: z.string(),
  number: z.string(),
  institution: z.string(),
  act: z.string(),
  target: z.string().nullable(),
  state: z.string(),
  version: z.number(),
  filedAt: instant,
  acceptedAt: instant.nullable(),
  returnedAt: instant.nullable(),
  returnReason: z.string().nullable(),
  returnNote: z.string().nullable(),
  withdrawnAt: instant.nullable(),
  endedAt: instant.nullable(),
});

export const lineView = filing.extend({
  kind: z.string(),
  carrier: z.string().nullable(),
  agreementNumber: z.string().nullable(),
  agreementYear: z.number().nullable(),
  subscriber: z.string().nullable(),
  audits: z.array(z.object({ passed: z.boolean(), note: z.string().nullable(), auditedAt: instant })),
  bindings: z.array(z.object({ ip: z.string(), mac: z.string(), boundAt: instant })),
  vouchers: z.array(
    z.object({
      kind: z.string(),
      number: z.string(),
      issuedOn: z.string(),
      note: z.string().nullable(),
      documentId: z.string().nullable(),
    }),
  ),
});

export const addressView = filing.extend({ ip: z.string(), environment: z.string() });

export const terminalView = filing.extend({
  ip: z.string(),
  mac: z.string(),
  device: z.string().nullable(),
  psam: z.string().nullable(),
  examinations: z.array(
    z.object({
      examinedOn: z.string(),
      dedicated: z.boolean(),
      offline: z.boolean(),
      protected: z.boolean(),
      conforms: z.boolean(),
      note: z.string().nullable(),
      documentId: z.string().nullable(),
    }),
  ),
});

/** What is recorded of the lines beside their filings: the carrier's audits and bindings, the vouchers. */
export async function viewLines(tx: Tx, lines: readonly Filing[]) {
  const detailsOf = await lineDetails(
    tx,
    lines.map((line) => line.id),
  );
  return lines.map((line) => ({ ...line, kind: line.kind!, ...detailsOf(line.id) }));
}

export async function viewLine(tx: Tx, line: Filing) {
  return (await viewLines(tx, [line]))[0]!;
}

export const viewAddress = (row: Filing) => ({ ...row, ip: row.ip!, environment: row.environment! });

export async function viewTerminals(tx: Tx, rows: readonly Filing[]) {
  const examinations = await examinationsOf(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ ...row, ip: row.ip!, mac: row.mac!, examinations: examinations(row.id) }));
}

export async function viewTerminal(tx: Tx, row: Filing) {
  return (await viewTerminals(tx, [row]))[0]!;
}
