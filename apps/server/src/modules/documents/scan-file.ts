import type { AuditFact, Transactor, Tx } from '../../ground/transaction.ts';
import { type Scanner, ScannerFault, type ScanVerdict } from './clamd.ts';
import { refuse } from './documents.errors.ts';

export interface Scanning {
  /** null: none is set, and every file says so */
  readonly scanner: Scanner | null;
  /** what becomes of a file without a verdict */
  readonly unreachable: 'refuse' | 'accept';
  readonly transactor: Pick<Transactor, 'run'>;
}

/** What is kept of a verdict: an infected file is not kept at all. */
export type Scanned = 'clean' | 'not-scanned' | 'unreachable';

export interface ScannedFile {
  /** its content, for a scanner that will read it: asked for once or not at all */
  readonly open: () => Buffer | AsyncIterable<Buffer>;
  readonly bytes: number;
  readonly sm3: string;
}

/** Held at the scanner at once; more would each hold a database connection without being served sooner. */
const AT_ONCE = 6;
let scanning = 0;

/**
 * Has a file scanned before anything of it is kept. What is infected is refused by the name of its signature, and the audit keeps that although
 * the upload is undone. No verdict: refused, or taken and marked, as the setting says. `about`: what the audit names.
 */
export async function scanFile(
  tx: Tx,
  { scanner, unreachable, transactor }: Scanning,
  about: Pick<AuditFact, 'object' | 'territory' | 'institutionId'>,
  file: ScannedFile,
): Promise<Scanned> {
  if (scanner === null) return 'not-scanned';
  const { bytes, sm3 } = file;
  const verdict = await verdictOf(scanner, file);
  if (verdict.state === 'infected') {
    const { signature } = verdict;
    const detail = { signature, sm3, bytes };
    const settle = () =>
      transactor.run(tx.actor, tx.requestId, async (after) => after.audit({ event: 'document-infected', ...about, detail }));
    return refuse('document-infected', { path: 'body', value: signature, settle });
  }
  if (verdict.state === 'clean') return 'clean';
  if (unreachable === 'refuse') return refuse('scanner-unreachable', { path: 'body', retryAfter: 30 });
  tx.audit({ event: 'document-unscanned', ...about, detail: { sm3, fault: verdict.fault } });
  return 'unreachable';
}

async function verdictOf(
  scanner: Scanner,
  { open }: ScannedFile,
): Promise<ScanVerdict | { readonly state: 'none'; readonly fault: string }> {
  if (scanning >= AT_ONCE) return { state: 'none', fault: 'busy' };
  scanning += 1;
  try {
    return await scanner.scan(open());
  } catch (error) {
    if (!(error instanceof ScannerFault)) throw error;
    return { state: 'none', fault: error.message };
  } finally {
    scanning -= 1;
  }
}
