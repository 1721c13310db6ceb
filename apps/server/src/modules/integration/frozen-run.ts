/** What the bed signs, as far as the server reads it. Pure: the document, the key and the application decide. */
import { canonicalJson } from '@anjie/admission';
import { GuomiError, importPublicKey, sm2Verify, sm3Hex } from '@anjie/guomi';
import type { Profile } from '@anjie/rulebook';
import { z } from 'zod';

const state = z.enum(['pass', 'fail', 'warning', 'skipped', 'not-applicable', 'waiting', 'error', 'attested']);
const RESULTS = { meets: 'conforms', 'does-not-meet': 'does-not-conform', 'not-applicable': 'not-applicable' } as const;

const report = z.looseObject({
  campaign: z.looseObject({
    id: z.uuid(),
    reference: z.string(),
    institution: z.looseObject({ code: z.string() }),
    his: z.looseObject({ name: z.string(), version: z.string() }),
    plan: z.string().default(''),
    /** how much of the plan it plays; beds of an earlier form do not say, and have no short plans */
    suite: z.enum(['whole', 'part', 'short']).default('part'),
    /** what the campaign was opened for; beds of an earlier form say no transactions */
    scope: z
      .looseObject({ med_type: z.array(z.string()).max(200).optional(), transaction: z.array(z.string()).max(500).default([]) })
      .default({ transaction: [] }),
  }),
  run: z.looseObject({ number: z.int().min(1) }),
  coverage: z.looseObject({
    share: z.number().min(0).max(1),
    missing: z.array(z.looseObject({ kind: z.string(), code: z.string(), next: z.string() })).max(2000),
  }),
  partOne: z.array(z.looseObject({ clause: z.string(), state, remark: z.string() })).max(100),
  partTwo: z
    .array(
      z.looseObject({
        id: z.string(),
        record: z.looseObject({ verdict: z.enum(['meets', 'does-not-meet', 'not-applicable']), record: z.string() }).nullable(),
      }),
    )
    .max(200),
});
export type BedReport = z.output<typeof report>;

/** A frozen run as the bed hands it out: SM3 and SM2 are over the canonical text of the report. */
export const frozenRun = z.strictObject({
  report: z.record(z.string(), z.unknown()),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.base64().max(400),
  publicKey: z.string().max(2000),
  frozenAt: z.iso.datetime({ offset: true }),
});
export type FrozenRun = z.output<typeof frozenRun>;

export type Flaw = 'digest' | 'signature' | 'shape';

/** Whether hash and signature hold, by the key that the installation holds reports to; never by the one that the document brings. */
export function verifyRun(run: FrozenRun, publicKeyPem: string): { readonly report: BedReport } | { readonly flaw: Flaw } {
  const text = canonicalJson(run.report);
  if (sm3Hex(text) !== run.digest) return { flaw: 'digest' };
  try {
    if (!sm2Verify(text, Buffer.from(run.signature, 'base64'), importPublicKey(publicKeyPem))) return { flaw: 'signature' };
  } catch (error) {
    if (error instanceof GuomiError) return { flaw: 'signature' };
    throw error;
  }
  const read = report.safeParse(run.report);
  return read.success ? { report: read.data } : { flaw: 'shape' };
}

/** Whom the application names. */
export interface Tested {
  readonly number: string;
  readonly institution: string;
  readonly system: string;
  readonly release: string;
}

/** What of the run is somebody else's; null: all of it is the application's own. */
export function foreignTo(
  { campaign }: BedReport,
  tested: Tested,
): { readonly path: string; readonly value: string; readonly rule: string } | null {
  const pairs = [
    ['reference', campaign.reference, tested.number],
    ['institution.code', campaign.institution.code, tested.institution],
    ['his.name', campaign.his.name, tested.system],
    ['his.version', campaign.his.version, tested.release],
  ] as const;
  const differs = pairs.find(([, given, asked]) => given !== asked);
  return differs === undefined ? null : { path: `report.campaign.${differs[0]}`, value: differs[1], rule: differs[2] };
}

/** One thing that the report still owes. */
export interface Owed {
  readonly kind: 'test-item' | 'transaction' | 'med_type' | 'record';
  readonly code: string;
  /** what to do, Chinese */
  readonly next: string;
}

/** What keeps the report from being whole: open test items (附件三 part 1), what is not covered, result records (part 2). */
export function owedOf(bed: BedReport, { testItems, assessmentItems }: Profile['onboarding']): readonly Owed[] {
  const items = testItems.flatMap(({ code, clause, title }): Owed[] => {
    const own = bed.partOne.find((one) => one.clause === clause);
    const open = own === undefined || own.state === 'waiting' || own.state === 'error';
    return open ? [{ kind: 'test-item', code, next: `${title.zh}：${own?.remark ?? '报告中没有这一项'}` }] : [];
  });
  const uncovered = bed.coverage.missing.map(
    ({ kind, code, next }): Owed => ({ kind: kind === 'med_type' ? 'med_type' : 'transaction', code, next }),
  );
  const records = assessmentItems
    .filter(({ code }) => !bed.partTwo.some((one) => one.id === code && one.record !== null))
    .map(({ code }): Owed => ({ kind: 'record', code, next: `请填写附件三第二部分 ${code} 的结果记录` }));
  return [...items, ...uncovered, ...records];
}

/** The report as the application keeps it: each item and each record with its result, and the coverage as a number. */
export function contentOf(bed: BedReport, { testItems, assessmentItems }: Profile['onboarding']) {
  const items = testItems.map(({ code, clause }) => {
    const own = bed.partOne.find((one) => one.clause === clause)!;
    return { code, passed: own.state !== 'fail', state: own.state, note: own.remark };
  });
  const records = assessmentItems.map(({ code }) => {
    const { verdict, record } = bed.partTwo.find((one) => one.id === code)!.record!;
    return { code, result: RESULTS[verdict], note: record };
  });
  return {
    passed: items.every((one) => one.passed),
    items,
    records,
    campaign: bed.campaign.id,
    run: bed.run.number,
    coverage: { share: bed.coverage.share, missing: bed.coverage.missing.map(({ kind, code }) => ({ kind, code })) },
  };
}

/** What a report in the making says of itself, without a signature: for telling what is still owed. @throws nothing; null where it is none */
export function readReport(value: unknown): BedReport | null {
  const read = report.safeParse(value);
  return read.success ? read.data : null;
}
