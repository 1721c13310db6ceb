/** A run as the test bed would freeze and sign it, for tests that are about what comes after the joint test. */
import { createHash } from 'node:crypto';
import { publicKeyPem, type Sm2PrivateKey, sm2Sign } from '@anjie/guomi';

/** What the run is of; the application names the same. */
export interface RunOf {
  /** number of the application */
  readonly reference: string;
  readonly institution: string;
  readonly system: string;
  readonly release: string;
  /** clauses of 附件三 part 1, and items of part 2, that the rules ask for */
  readonly testItems: readonly string[];
  readonly records: readonly string[];
}

export interface RunFlaws {
  /** clauses of test items that did not pass */
  readonly failed?: readonly string[];
  /** … and that nobody has finished */
  readonly waiting?: readonly string[];
  /** transactions that were not covered */
  readonly missing?: readonly string[];
  /** items without a result record */
  readonly unrecorded?: readonly string[];
  /** plan and how much of it was played; left out: the bed does not say */
  readonly played?: { readonly plan: string; readonly suite: 'whole' | 'part' | 'short' };
  /** tells two runs apart */
  readonly number?: number;
}

export interface SignedRun {
  readonly report: Readonly<Record<string, unknown>>;
  readonly digest: string;
  readonly signature: string;
  readonly publicKey: string;
  readonly frozenAt: string;
}

const CAMPAIGN = '6d1f0d2e-6a53-4a7b-9c53-0f0d6f6a1c01';

/** Everything passed and covered, but for the flaws. */
export function signedRun(signer: Sm2PrivateKey, of: RunOf, flaws: RunFlaws = {}): SignedRun {
  const { failed = [], waiting = [], missing = [], unrecorded = [], number = 1 } = flaws;
  const state = (clause: string): string => (failed.includes(clause) ? 'fail' : waiting.includes(clause) ? 'waiting' : 'pass');
  const report = {
    campaign: {
      id: CAMPAIGN,
      reference: of.reference,
      institution: { code: of.institution, name: '示范药店' },
      his: { name: of.system, version: of.release },
      ...flaws.played,
    },
    run: { number, beganAt: '2026-03-01T03:00:00.000Z' },
    verdict: failed.length > 0 ? 'fail' : waiting.length > 0 ? 'waiting' : 'pass',
    messages: { count: 107, chain: '0'.repeat(64) },
    evidence: [],
    coverage: {
      share: missing.length === 0 ? 1 : 0.9,
      missing: missing.map((code) => ({ kind: 'transaction', code, of: '', next: `请发送交易 ${code}` })),
    },
    partOne: of.testItems.map((clause) => ({ clause, text: `测试项 ${clause}`, state: state(clause), remark: '' })),
    partTwo: of.records.map((id) => ({
      id,
      clause: `NX-附3.2-${id}`,
      text: `评估内容 ${id}`,
      record: unrecorded.includes(id) ? null : { verdict: 'meets', record: '符合' },
    })),
  };
  const text = canonical(report);
  return {
    report,
    digest: createHash('sm3').update(text).digest('hex'),
    signature: sm2Sign(text, signer).toString('base64'),
    publicKey: publicKeyPem(signer.publicKey),
    frozenAt: '2026-03-02T03:00:00.000Z',
  };
}

/** JSON with sorted names, as the bed signs it. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
