/** The simulated platform without its network side: bytes of a request in, bytes of a reply out. */
import { checkMessage, readEnvelope, refusalEnvelope, successEnvelope } from '@anjie/national-interface';
import { answerByShape } from './answer-by-shape.ts';
import { type Call, type Fields, type Handler, Refusal } from './call.ts';
import type { Policy } from './policy.ts';
import { effectKey, type PlatformState } from './state.ts';
import { downloadFile, uploadFile } from './transactions/file-transfer.ts';
import {
  cancelFees,
  cancelVisit,
  describeVisit,
  registerVisit,
  settleOutpatient,
  trySettleVisit,
  uploadFees,
} from './transactions/outpatient.ts';
import { queryPerson } from './transactions/person.ts';
import { cancelSettlement, settlePharmacy, trySettlePharmacy } from './transactions/pharmacy.ts';
import { compareDetails, compareTotals } from './transactions/reconciliation.ts';
import { REVERSIBLE, reverse } from './transactions/reversal.ts';
import { signIn, signOut } from './transactions/sign-in.ts';

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
  '2208': cancelSettlement,
  '2601': reverse,
  '3201': compareTotals,
  '3202': compareDetails,
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
}

/**
 * Answers one request. Never throws for any bytes: what cannot be read, is not in the catalogue or breaks a business rule is answered with
 * infcode -1 and the reason in Chinese and English.
 */
export function answer(body: Uint8Array, state: PlatformState, policy: Policy, now: number): EngineReply {
  const read = readEnvelope(body, { maxBytes: MAX_BODY });
  const refuse = (infno: string, msgid: string, message: string): EngineReply => ({
    bytes: refusalEnvelope({ infno, msgid, message, now }),
    infno,
    ok: false,
    file: false,
  });
  if (!read.ok) return refuse('', '', `${read.message.zh} / ${read.message.en}`);
  const { infno, msgid } = read;
  const checked = checkMessage(read.value, { direction: 'request', mode: 'tolerant' });
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
    const output = handler === undefined ? answerShaped(call) : handler(call);
    if (output instanceof Uint8Array) return { bytes: output, infno, ok: true, file: true };
    return { bytes: successEnvelope({ msgid, output, now }), infno, ok: true, file: false };
  } catch (error) {
    if (error instanceof Refusal) return refuse(infno, msgid, error.message);
    // A defect of the simulation must not end the process that others test against; it is told apart by its words.
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return refuse(
      infno,
      msgid,
      '模拟平台内部错误，结果未知，请查询或冲正 / internal error of the simulation, outcome unknown: query or reverse',
    );
  }
}

/** 2304 and 2401 change nothing here, but 2601 must find them. */
function answerShaped(call: Call): Fields | null {
  if (REVERSIBLE.includes(call.infno)) {
    const psn_no = Object.values(call.input)
      .map((one) => (one as Fields | null)?.psn_no)
      .find((one) => typeof one === 'string') as string | undefined;
    call.state.remember(effectKey(call.institution, call.infno, call.msgid), { psn_no: psn_no ?? '', settlement: null, reversed: false });
  }
  return answerByShape(call);
}
