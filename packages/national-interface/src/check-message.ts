/** Checks a parsed message of the national interface against the catalogue. */
import { LAYERS } from './catalogue.ts';
import { checkEnvelope } from './check-envelope.ts';
import { checkSide, isObject } from './check-node.ts';
import { compileTransaction, type Direction } from './compile-transaction.ts';
import { type Finding, Findings, type Mode, type Verdict } from './finding.ts';
import type { JsonObject } from './read-envelope.ts';

export interface CheckOptions {
  readonly direction: Direction;
  readonly mode: Mode;
  /** transaction; default: the message's own infno */
  readonly infno?: string;
  /** six-digit code of a division, whose province's layer lies over the national one; default and 100000: the national layer alone */
  readonly layer?: string;
}

export interface CheckResult {
  readonly infno: string | null;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/**
 * Checks envelope, nodes, required and conditional fields, types, lengths and code tables.
 *
 * `value` is what JSON.parse gives. Never throws for any value. An unknown transaction and an encrypted body cannot be judged: warn.
 */
export function checkMessage(value: unknown, options: CheckOptions): CheckResult {
  const findings = new Findings(options.mode);
  if (!isObject(value)) {
    findings.add('envelope', '$', value, '报文最外层应为 JSON 对象', 'the outermost value must be a JSON object', 'envelope');
    return { infno: options.infno ?? null, verdict: findings.verdict(), findings: findings.list };
  }
  const own = Object.hasOwn(value, 'infno') && typeof value.infno === 'string' ? value.infno : null;
  const infno = options.infno ?? own;
  checkWhole(value, infno, own, options, findings);
  return { infno, verdict: findings.verdict(), findings: findings.list };
}

function checkWhole(message: JsonObject, infno: string | null, own: string | null, options: CheckOptions, findings: Findings): void {
  const { direction } = options;
  const layer = provinceOf(options.layer ?? '');
  if (layer !== '' && !(LAYERS as readonly string[]).includes(layer)) {
    const known = LAYERS.join(', ');
    findings.add(
      'layer-unknown',
      '$',
      layer,
      `没有 ${layer} 的省级规则，按国家层核对（已有：${known}）`,
      `no layer ${layer}; the national one is used (there are ${known})`,
      'catalogue',
    );
  }
  if (typeof message.encData === 'string') {
    findings.add(
      'encrypted',
      '$.encData',
      null,
      '报文已加密，无法核对内容',
      'the message is encrypted, its content cannot be checked',
      'encData envelope',
    );
    return;
  }
  const transaction = infno === null ? null : compileTransaction(infno, layer);
  if (transaction?.row.bare !== undefined && !('input' in message) && !('output' in message)) {
    if (transaction.row.bare === 'seen') {
      findings.add(
        'envelope-absent',
        '$',
        null,
        '报文没有报文头，只核对了字段',
        'the message has no envelope; only its fields were checked',
        'envelope',
      );
    }
    checkSide(message, transaction[direction], direction, '$', findings);
    return;
  }
  checkEnvelope(message, direction, layer, findings);
  if (own !== null && infno !== null && own !== infno) {
    findings.add(
      'transaction-mismatch',
      '$.infno',
      own,
      `报文交易编号 ${own} 与核对的交易 ${infno} 不同`,
      `the message says ${own}, it is checked as ${infno}`,
      'envelope request/infno',
    );
  }
  if (transaction === null) {
    findings.add(
      'transaction-unknown',
      '$.infno',
      infno,
      infno === null ? '不知道是哪个交易，只核对了报文头' : `目录中没有交易 ${infno}，只核对了报文头`,
      infno === null
        ? 'the transaction is not known; only the envelope was checked'
        : `the catalogue has no transaction ${infno}; only the envelope was checked`,
      'catalogue',
    );
  } else if (!transaction.exact) {
    // The variant's own fields are not known, so the stand-in's cannot condemn it.
    findings.approximate = true;
    findings.add(
      'transaction-variant',
      '$.infno',
      infno,
      `目录中没有 ${infno}，按 ${transaction.row.infno} 核对`,
      `the catalogue has no ${infno}; checked as ${transaction.row.infno}`,
      'catalogue',
    );
  } else if (transaction.withdrawn !== null) {
    findings.add(
      'transaction-withdrawn',
      '$.infno',
      infno,
      `交易 ${infno} ${transaction.withdrawn}`,
      `${infno} is withdrawn in layer ${layer}`,
      `${layer} withdrawn`,
    );
  }
  const member = direction === 'request' ? 'input' : 'output';
  const body = Object.hasOwn(message, member) ? message[member] : undefined;
  if (typeof body === 'string' && body !== '') {
    findings.add(
      'encrypted',
      `$.${member}`,
      null,
      '交易内容是密文或字符串，无法核对',
      'the content is ciphertext or a text and cannot be checked',
      `envelope ${direction}/${member}`,
    );
    return;
  }
  if (direction === 'response') {
    if (String(message.infcode) !== '0') return;
    if (transaction !== null) checkSide(body ?? {}, transaction.response, direction, '$.output', findings);
    return;
  }
  if (typeof body !== 'object' || body === null) {
    findings.add('required', '$.input', body, '缺少交易输入 input', 'input is missing', 'envelope request/input');
  } else if (transaction !== null) checkSide(body, transaction.request, direction, '$.input', findings);
}

/** A division's code stands for its province; 100000 is the nation, whose layer needs no name. */
function provinceOf(code: string): string {
  if (code === '100000') return '';
  return /^\d{6}$/.test(code) ? `${code.slice(0, 2)}0000` : code;
}
