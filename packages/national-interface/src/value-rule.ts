/** Rules of one value: a type of the catalogue compiled to a check. */
import type { Findings } from './finding.ts';

export interface FieldName {
  readonly name: string;
  readonly zh: string;
  readonly source: string;
}

/** Reports what is wrong with a value that is present and not empty. */
export type ValueRule = (value: unknown, path: string, findings: Findings) => void;

const FORMATS: Readonly<Record<string, RegExp>> = {
  'yyyy-MM-dd HH:mm:ss': /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/,
  'yyyy-MM-dd': /^(\d{4})-(\d{2})-(\d{2})$/,
  yyyyMM: /^(\d{4})(\d{2})$/,
  yyyyMMddHHmmss: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/,
  yyyyMMddHHmmssSSS: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\d{3}$/,
  yyyy: /^(\d{4})$/,
};
/** Other ways in which real senders write a time: a date for a time and the reverse, a T, fractions of a second, a slash. */
const LOOSE_TIME = /^(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})(?:[ T]?(\d{1,2}):?(\d{2}):?(\d{2})?(?:\.?\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;

/** Compiles a type of the catalogue; see catalogue.ts for the forms. Throws on a form it does not know: the catalogue is then wrong. */
export function compileType(type: string, field: FieldName): ValueRule {
  if (type === '?' || type === 'b') return () => {};
  if (type === 'a' || type === 'o') return containerRule(type, field);
  if (type.startsWith('d:')) return timeRule(type.slice(2), field);
  const text = /^s(\d*)$/.exec(type);
  if (text !== null) return textRule(text[1] === '' ? Number.POSITIVE_INFINITY : Number(text[1]), field);
  const number = /^n(\d*)(?:\.(\d+))?$/.exec(type);
  if (number === null) throw new Error(`${field.source}: type "${type}" is unknown; write s, n, d:FORMAT, a, o, b or ?`);
  const digits = number[1] === '' ? Number.POSITIVE_INFINITY : Number(number[1]);
  return numberRule(digits, number[2] === undefined ? null : Number(number[2]), field);
}

function containerRule(type: 'a' | 'o', field: FieldName): ValueRule {
  return (value, path, findings) => {
    if (typeof value !== 'object' || value === null) {
      findings.add(
        'type',
        path,
        value,
        `${field.zh}应为${type === 'a' ? '数组' : '对象'}`,
        `${field.name} must be ${type === 'a' ? 'an array' : 'an object'}`,
        field.source,
      );
    } else if (Array.isArray(value) !== (type === 'a')) {
      findings.add(
        'node-shape',
        path,
        value,
        `${field.zh}应为${type === 'a' ? '数组' : '对象'}`,
        `${field.name} must be ${type === 'a' ? 'an array' : 'an object'}`,
        field.source,
      );
    }
  };
}

function textRule(max: number, field: FieldName): ValueRule {
  return (value, path, findings) => {
    if (typeof value !== 'string') {
      const rule = typeof value === 'number' ? 'type-loose' : 'type';
      findings.add(rule, path, value, `${field.zh}应为字符型`, `${field.name} must be a text`, field.source);
      if (typeof value !== 'number' || String(value).length <= max) return;
    }
    const written = String(value);
    // Code points are counted only where UTF-16 units already exceed the limit.
    const length = written.length > max ? [...written].length : 0;
    if (length > max) {
      findings.add(
        'length',
        path,
        value,
        `${field.zh}长度 ${length}，超过 ${max}`,
        `${field.name} has ${length} characters, at most ${max}`,
        field.source,
      );
    }
  };
}

function numberRule(digits: number, scale: number | null, field: FieldName): ValueRule {
  const bound = 10 ** Math.min(15, digits - (scale ?? 0));
  return (value, path, findings) => {
    // Most numbers are whole and small; they need no look at their digits.
    if (Number.isInteger(value) && Math.abs(value as number) < bound) return;
    let text = typeof value === 'number' ? plain(value) : '';
    if (typeof value !== 'number') {
      const numeric = typeof value === 'string' && DECIMAL.test(value.trim());
      findings.add(numeric ? 'type-loose' : 'type', path, value, `${field.zh}应为数值型`, `${field.name} must be a number`, field.source);
      if (!numeric) return;
      text = (value as string).trim();
    }
    const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
    const decimals = fraction.replace(/0+$/, '').length;
    if (scale !== null && decimals > scale) {
      findings.add(
        'scale',
        path,
        value,
        `${field.zh}小数 ${decimals} 位，最多 ${scale} 位`,
        `${field.name} has ${decimals} decimals, at most ${scale}`,
        field.source,
      );
    }
    const room = digits - (scale ?? 0);
    if (whole.replace(/^0+/, '').length > room) {
      findings.add(
        'length',
        path,
        value,
        `${field.zh}整数部分超过 ${room} 位`,
        `${field.name} has more than ${room} digits before the point`,
        field.source,
      );
    }
  };
}

function timeRule(format: string, field: FieldName): ValueRule {
  const pattern = FORMATS[format];
  if (pattern === undefined) throw new Error(`${field.source}: time format "${format}" is unknown`);
  return (value, path, findings) => {
    if (typeof value === 'string') {
      const exact = pattern.exec(value);
      if (exact !== null && isRealTime(exact)) return;
      const loose = exact === null ? LOOSE_TIME.exec(value) : null;
      if (loose !== null && isRealTime(loose)) {
        findings.add('format-loose', path, value, `${field.zh}应写作 ${format}`, `${field.name} must be written ${format}`, field.source);
        return;
      }
    }
    const epoch = typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
    findings.add(
      epoch ? 'format-loose' : 'format',
      path,
      value,
      `${field.zh}不是有效的时间（${format}）`,
      `${field.name} is not a time (${format})`,
      field.source,
    );
  };
}

function isRealTime(parts: RegExpExecArray): boolean {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((at) => (parts[at] === undefined ? null : Number(parts[at])));
  if (month !== null && (month! < 1 || month! > 12)) return false;
  if (day !== null && (day! < 1 || day! > new Date(Date.UTC(year!, month!, 0)).getUTCDate())) return false;
  return (hour ?? 0) <= 23 && (minute ?? 0) <= 59 && (second ?? 0) <= 59;
}

/** Decimal digits of a number without an exponent; JSON may write 1e3 or 1e-7. */
function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20) : text;
}
