/** The data of NX-附件三: part 1 computed from cases and coverage, part 2 from the entered records. */
import type { Campaign, CaseNote, Run } from '../campaign/campaign.ts';
import type { LiveRun } from '../campaign/live-run.ts';
import { type CoverageReport, coverage } from '../coverage.ts';
import type { EvidenceFile } from '../evidence/evidence.ts';
import type { CaseStanding, CaseState } from '../recogniser/case-state.ts';
import { categoriesFor, type PlayedSuite, playedSuite } from '../suite/campaign-suite.ts';
import type { SuiteFolder } from '../suite/suite-folder.ts';
import { annexThree, bedVersion } from './result-items.ts';

export interface ReportedCase extends CaseStanding {
  /** what a person decided about it, with four eyes; null: the messages alone did */
  readonly decided: {
    readonly kind: string;
    readonly reason: string;
    readonly by: string;
    readonly approvedBy: string;
    /** SM3 of the evidence file; '' for none */
    readonly evidence: string;
    /** whether the file itself is kept with the run; otherwise it stays with whoever attested */
    readonly evidenceKept: boolean;
  } | null;
}

export interface PartOneItem {
  readonly clause: string;
  readonly text: string;
  readonly state: CaseState;
  readonly cases: readonly string[];
  /** what is open or wrong, Chinese */
  readonly remark: string;
}

export interface ResultRecord {
  readonly item: string;
  readonly verdict: string;
  readonly record: string;
  readonly evidenceDigest: string;
  readonly enteredBy: string;
  readonly enteredAt: string;
}

export interface Report {
  readonly version: string;
  readonly campaign: {
    readonly id: string;
    readonly name: string;
    readonly plan: string;
    readonly institution: Campaign['institution'];
    readonly his: Campaign['his'];
    readonly scope: Campaign['scope'];
    /** how much of the plan it plays; absent in runs frozen before there were short plans */
    readonly suite?: PlayedSuite;
    /** what it was opened for, such as the number of an application */
    readonly reference: string;
  };
  readonly run: { readonly number: number; readonly beganAt: string };
  /** pass: every item of part 1 holds; fail: one does not; waiting: something is left to do */
  readonly verdict: 'pass' | 'fail' | 'waiting';
  readonly cases: readonly ReportedCase[];
  readonly coverage: CoverageReport;
  readonly partOne: readonly PartOneItem[];
  readonly partTwo: readonly {
    readonly id: string;
    readonly clause: string;
    readonly title: string;
    readonly text: string;
    readonly checks: readonly { readonly clause: string; readonly text: string }[];
    readonly record: ResultRecord | null;
  }[];
  /** how many messages, and a chain of SM3 over all of them */
  readonly messages: { readonly count: number; readonly chain: string };
  /** the evidence files kept with the run, by their SM3; absent in runs frozen before files were kept */
  readonly evidence?: readonly EvidenceFile[];
}

export interface ReportSources {
  readonly campaign: Campaign;
  readonly run: Run;
  readonly live: LiveRun;
  readonly notes: readonly CaseNote[];
  readonly records: readonly ResultRecord[];
  readonly chain: string;
  readonly evidence: readonly EvidenceFile[];
  readonly folder: SuiteFolder;
}

export function buildReport({ campaign, run, live, notes, records, chain, evidence, folder }: ReportSources): Report {
  const cases = withNotes(live.standings(), notes, evidence);
  const medTypes = campaign.scope.med_type ?? [];
  const plan = folder.plans.find((one) => one.plan === campaign.plan);
  const categories = categoriesFor(plan, folder.categories, campaign.institution.kind);
  const covered = coverage(categories, medTypes, campaign.scope.transaction ?? [], live.answered, live.cases, cases);
  const partOne = annexThree().must.map(({ clause, text }) => judgeItem(clause, text, cases, covered, campaign.agreed !== ''));
  const states = partOne.map((one) => one.state);
  return {
    version: bedVersion(),
    campaign: {
      id: campaign.id,
      name: campaign.name,
      plan: campaign.plan,
      institution: campaign.institution,
      his: campaign.his,
      scope: campaign.scope,
      suite: playedSuite(plan, medTypes),
      reference: campaign.reference,
    },
    run: { number: run.number, beganAt: run.beganAt.toISOString() },
    verdict: states.includes('fail') || states.includes('error') ? 'fail' : states.includes('waiting') ? 'waiting' : 'pass',
    cases,
    coverage: covered,
    partOne,
    partTwo: annexThree().items.map((item) => ({ ...item, record: records.findLast((one) => one.item === item.id) ?? null })),
    messages: { count: live.seq, chain },
    evidence,
  };
}

/** The last note of a case that two people stand behind decides over the messages; a comment decides nothing. */
export function withNotes(
  standings: readonly CaseStanding[],
  notes: readonly CaseNote[],
  kept: readonly EvidenceFile[],
): readonly ReportedCase[] {
  return standings.map((one) => {
    const note = notes.findLast((other) => other.caseId === one.id && other.state !== null && other.approvedBy !== null);
    if (note === undefined) return { ...one, decided: null };
    const decided = {
      kind: note.kind,
      reason: note.reason,
      by: note.requestedBy,
      approvedBy: note.approvedBy!,
      evidence: note.evidenceDigest,
      evidenceKept: kept.some((file) => file.sm3 === note.evidenceDigest),
    };
    return { ...one, state: note.state as CaseState, next: '', decided };
  });
}

function judgeItem(clause: string, text: string, cases: readonly CaseStanding[], covered: CoverageReport, agreed: boolean): PartOneItem {
  if (clause === 'NX-附3.1-6' && !agreed) return { clause, text, state: 'not-applicable', cases: [], remark: '没有另行约定的测试项' };
  const own = cases.filter((one) => one.clauses.includes(clause) && one.state !== 'not-applicable');
  const with_ = (state: CaseState): readonly string[] => own.filter((one) => one.state === state).map((one) => one.id);
  const lacking = clause === 'NX-附3.1-4' ? 'transaction' : clause === 'NX-附3.1-5' ? 'med_type' : null;
  const missing = covered.missing.filter((one) => one.kind === lacking).map((one) => one.code);
  const failed = [...with_('fail'), ...with_('error')];
  const waiting = with_('waiting');
  const ids = own.map((one) => one.id);
  if (failed.length > 0) return { clause, text, state: 'fail', cases: ids, remark: `未通过：${failed.join('、')}` };
  if (waiting.length > 0) return { clause, text, state: 'waiting', cases: ids, remark: `待完成：${waiting.join('、')}` };
  if (missing.length > 0) return { clause, text, state: 'waiting', cases: ids, remark: `未覆盖：${missing.join('、')}` };
  if (own.length === 0) return { clause, text, state: 'waiting', cases: [], remark: '没有用例' };
  const noted = [...with_('warning'), ...with_('skipped')];
  return {
    clause,
    text,
    state: noted.length > 0 ? 'warning' : 'pass',
    cases: ids,
    remark: noted.length > 0 ? `有提示：${noted.join('、')}` : '',
  };
}
