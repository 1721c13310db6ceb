/** What a check reports, and how grave each rule is. */

export type Severity = 'error' | 'warning';
export type Mode = 'strict' | 'tolerant';
export type Verdict = 'pass' | 'warn' | 'fail';

export interface Finding {
  /** JSONPath in the message */
  readonly path: string;
  readonly rule: RuleId;
  readonly severity: Severity;
  /** the value met, shortened; null where there is none. It may be personal data: keep it out of logs. */
  readonly value: unknown;
  /** Chinese and English, separated by " / " */
  readonly message: string;
  /** where the rule is written: layer, transaction and field */
  readonly source: string;
}

/**
 * One row per rule: severity in strict and in tolerant mode, null where the mode does not report it.
 *
 * The tolerant column yields exactly where real senders are known to be looser than the specification; a message that tolerance lets
 * pass still carries the finding.
 */
export const RULES = {
  json: ['error', 'error'],
  'json-duplicate-name': ['error', 'error'],
  envelope: ['error', 'error'],
  'envelope-absent': ['error', 'warning'],
  encrypted: ['warning', 'warning'],
  'transaction-unknown': ['warning', 'warning'],
  'transaction-variant': ['warning', 'warning'],
  'transaction-withdrawn': ['error', 'warning'],
  'transaction-mismatch': ['error', 'warning'],
  'file-name': ['warning', 'warning'],
  'layer-unknown': ['warning', 'warning'],
  required: ['error', 'error'],
  'required-empty': ['error', 'error'],
  'required-empty-reply': ['error', 'warning'],
  'required-when': ['error', 'warning'],
  type: ['error', 'error'],
  'type-loose': ['error', 'warning'],
  length: ['error', 'error'],
  'length-loose': ['error', 'warning'],
  scale: ['error', 'error'],
  format: ['error', 'error'],
  'format-loose': ['error', 'warning'],
  shape: ['error', 'warning'],
  code: ['error', 'error'],
  'code-padding': ['error', 'warning'],
  'code-open': ['error', 'warning'],
  'node-missing': ['error', 'error'],
  'node-missing-reply': ['error', 'warning'],
  'node-shape': ['error', 'warning'],
  'node-unknown': ['warning', null],
  'field-unknown': ['warning', null],
  more: ['warning', 'warning'],
} as const satisfies Record<string, readonly [Severity, Severity | null]>;
export type RuleId = keyof typeof RULES;

/** More findings than this say nothing new of one message, and an attacker must not be able to make us write millions. */
export const MAX_FINDINGS = 500;

/** Collects findings of one message in one mode. */
export class Findings {
  readonly list: Finding[] = [];
  readonly mode: Mode;
  /** from here on nothing is graver than a warning in tolerant mode */
  approximate = false;
  constructor(mode: Mode) {
    this.mode = mode;
  }

  add(rule: RuleId, path: string, value: unknown, zh: string, en: string, source: string): void {
    const stated = RULES[rule][this.mode === 'strict' ? 0 : 1];
    if (stated === null) return;
    const severity = this.approximate && this.mode === 'tolerant' ? 'warning' : stated;
    if (this.list.length < MAX_FINDINGS) {
      this.list.push({ path, rule, severity, value: shorten(value), message: `${zh} / ${en}`, source });
    } else if (this.list.length === MAX_FINDINGS) {
      this.list.push({
        path: '$',
        rule: 'more',
        severity: this.list.some((one) => one.severity === 'error') ? 'error' : severity,
        value: null,
        message: `发现超过 ${MAX_FINDINGS} 处，其余从略 / more than ${MAX_FINDINGS} findings, the rest is left out`,
        source: 'check',
      });
    }
  }

  /** fail: any error; warn: any finding; pass: none. */
  verdict(): Verdict {
    if (this.list.some((one) => one.severity === 'error')) return 'fail';
    return this.list.length > 0 ? 'warn' : 'pass';
  }
}

function shorten(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') return Array.isArray(value) ? '[…]' : '{…}';
  return typeof value === 'string' && value.length > 60 ? `${value.slice(0, 60)}…` : value;
}
