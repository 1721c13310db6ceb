import { sm3 } from '@anjie/guomi/sm3';

/** One row of the chain before its place in the chain is known. */
export interface AuditRow {
  readonly at: Date;
  readonly requestId: string;
  readonly actorId: string | null;
  readonly actor: string;
  readonly role: string;
  readonly address: string | null;
  readonly event: string;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
  readonly institutionId: string | null;
  readonly result: 'done' | 'refused' | 'read';
  readonly refusal: string | null;
  readonly detail: Record<string, unknown>;
}

/** What stands before the first row: 32 zero bytes. */
export const GENESIS: Buffer = Buffer.alloc(32);

/** The text that is chained: JSON of the row with its number, keys in order at every depth, so that jsonb's own order does not matter. */
export function canonicalRow(seq: number, row: AuditRow): string {
  return stable({ ...row, seq, at: row.at.toISOString() });
}

/** SM3(previous ‖ canonical text): 32 bytes, what the chain consists of. */
export function chainHash(previous: Uint8Array, canonical: string): Buffer {
  return sm3(Buffer.concat([previous, Buffer.from(canonical)]));
}

export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`);
    return `{${parts.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/**
 * The value of a JSON text, or undefined where reading it would lose something: 1.0, or a number beyond the precision of a double, would
 * otherwise stand in the database unseen in the place of what was chained.
 */
export function exactJson(text: string): unknown {
  let exact = true;
  const reviver = (_: string, value: unknown, context: { source?: string }) => {
    if (typeof value === 'number' && context.source !== plainDecimal(value)) exact = false;
    return value;
  };
  try {
    const value: unknown = JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
    return exact ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As PostgreSQL writes the number: without an exponent. */
function plainDecimal(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [digits, exponent] = String(value).split('e-') as [string, string?];
  if (exponent === undefined) return digits;
  const sign = value < 0 ? '-' : '';
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace(/[-.]/g, '')}`;
}
