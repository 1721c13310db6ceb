/** The simulated platform without its network side: bytes of a request in, bytes of a reply out. */
import { checkMessage, type Finding, readEnvelope, refusalEnvelope, successEnvelope } from '@anjie/national-interface';
import { answerByShape } from './answer-by-shape.ts';
import { type Call, type Fields, type Handler, Refusal } from './call.ts';
import type { Policy } from './policy.ts';
import type { PlatformState } from './state.ts';
import { CATALOGUE_FILES, downloadCatalogue } from './transactions/catalogue-file.ts';
import { downloadFile, uploadFile } from './transactions/file-transfer.ts';
import { cancelFiling, FILINGS, fileRecord, queryChronic, queryReferrals } from './transactions/filing.ts';
import {
  admit,
  amendStay,
  cancelAdmission,
  cancelDischarge,
  cancelStayFees,
  cancelStaySettlement,
  discharge,
  settleStay,
  trySettleStay,
  uploadStayFees,
} from './transactions/inpatient.ts';
import {
  cancelFees,
  cancelVisit,
  cancelVisitSettlement,
  describeVisit,
  registerVisit,
  settleOutpatient,
  trySettleVisit,
  uploadFees,
} from './transactions/outpatient.ts';
import { queryPerson } from './transactions/person.ts';
import { cancelSettlement, settlePharmacy, trySettlePharmacy } from './transactions/pharmacy.ts';
import { queryInpatients, querySettlement, queryVisits } from './transactions/query.ts';
import { compareDetails, compareTotals } from './transactions/reconciliation.ts';
import { reverse } from './transactions/reversal.ts';
import { changeListState, uploadSettlementList } from './transactions/settlement-list.ts';
import { signIn, signOut } from './transactions/sign-in.ts';
import { deleteStock, moveStock, STOCK } from './transactions/stock.ts';

const HANDLERS: Readonly<Record<string, Handler>> = {
  '1101': queryPerson,
  '2101': trySettlePharmacy,
  '2102': settlePharmacy,
  '2103': cancelSettlement,
  '2201': registerVisit,
  '2202': cancelVisit,
  '2203': describeVisit,
  '2203A': describeVisit,
  '2204': uploadFees,
  '2205': cancelFees,
  '2206': trySettleVisit,
  '2207': settleOutpatient,
  '2208': cancelVisitSettlement,
  '2301': uploadStayFees,
  '2302': cancelStayFees,
  '2303': trySettleStay,
  '2304': settleStay,
  '2305': cancelStaySettlement,
  '2401': admit,
  '2402': discharge,
  '2403': amendStay,
  '2404': cancelAdmission,
  '2405': cancelDischarge,
  '2601': reverse,
  '3201': compareTotals,
  '3202': compareDetails,
  ...Object.fromEntries(Object.keys(FILINGS).map((infno) => [infno, fileRecord])),
  ...Object.fromEntries(Object.values(FILINGS).map(({ cancelledBy }) => [cancelledBy, cancelFiling])),
  ...Object.fromEntries(Object.keys(STOCK).map((infno) => [infno, moveStock])),
  ...Object.fromEntries(CATALOGUE_FILES.map((infno) => [infno, downloadCatalogue])),
  '3507': deleteStock,
  '4101': uploadSettlementList,
  '4102': changeListState,
  '5201': queryVisits,
  '5203': querySettlement,
  '5301': queryChronic,
  '5303': queryInpatients,
  '5304': queryReferrals,
  '9101': uploadFile,
  '9102': downloadFile,
  '9001': signIn,
  '9002': signOut,
};

/** Transactions whose effects are played out; every other one of the catalogue is answered by shape. */
export const PLAYED_TRANSACTIONS: readonly string[] = Object.keys(HANDLERS);

/** Largest request body in bytes; the specification's own bound on input is 40,000 characters. */
export const MAX_BODY = 1_048_576;

export interface EngineReply {
  readonly bytes: Uint8Array;
  readonly infno: string;
  readonly ok: boolean;
  /** true: the bytes are a file (9102), not an envelope */
  readonly file: boolean;
  /** the request as read; null where it could not be */
  readonly request: Fields | null;
  /** what the catalogue's check found in it, tolerant mode */
  readonly findings: readonly Finding[];
  /** output nodes of a success; {} otherwise */
  readonly output: Fields;
  /** words of a refusal, Chinese and English; '' otherwise */
  readonly error: string;
  /** true: the simulation itself broke down */
  readonly broken: boolean;
}

/**
 * Answers one request. Never throws for any bytes: what cannot be read, is not in the catalogue or breaks a business rule is answered with
 * infcode -1 and the reason in Chinese and English.
 */
export function answer(body: Uint8Array, state: PlatformState, policy: Policy, now: number): EngineReply {
  const read = readEnvelope(body, { maxBytes: MAX_BODY });
  const seen = { request: read.ok ? (read.value as Fields) : null, findings: [] as readonly Finding[] };
  const refuse = (infno: string, msgid: string, message: string, broken = false): EngineReply => ({
    bytes: refusalEnvelope({ infno, msgid, message, now }),
    infno,
    ok: false,
    file: false,
    ...seen,
    output: {},
    error: message,
    broken,
  });
  if (!read.ok) return refuse('', '', `${read.message.zh} / ${read.message.en}`);
  const { infno, msgid } = read;
  const checked = checkMessage(read.value, { direction: 'request', mode: 'tolerant' });
  seen.findings = checked.findings;
  if (checked.findings.some((one) => one.rule === 'transaction-unknown')) {
    return refuse(infno, msgid, `没有交易 ${infno} / there is no transaction ${infno}`);
  }
  const grave = checked.findings.find((one) => one.severity === 'error');
  if (grave !== undefined) return refuse(infno, msgid, `${grave.path} ${grave.message}`);
  const call: Call = {
    infno,
    msgid,
    institution: read.fixmedins_code,
    institutionName: typeof read.value.fixmedins_name === 'string' ? read.value.fixmedins_name : '',
    now,
    input: (typeof read.value.input === 'object' ? read.value.input : {}) as Fields,
    state,
    policy,
  };
  try {
    const handler = Object.hasOwn(HANDLERS, infno) ? HANDLERS[infno] : undefined;
    const output = handler === undefined ? answerByShape(call) : handler(call);
    const done = { infno, ok: true, ...seen, error: '', broken: false };
    if (output instanceof Uint8Array) return { bytes: output, file: true, output: {}, ...done };
    return { bytes: successEnvelope({ msgid, output, now }), file: false, output: output ?? {}, ...done };
  } catch (error) {
    if (error instanceof Refusal) return refuse(infno, msgid, error.message);
    // A defect of the simulation must not end the process that others test against; it is told apart by its words.
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return refuse(
      infno,
      msgid,
      '模拟平台内部错误，结果未知，请查询或冲正 / internal error of the simulation, outcome unknown: query or reverse',
      true,
    );
  }
}
