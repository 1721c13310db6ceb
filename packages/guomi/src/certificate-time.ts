import { type DerElement, TAG } from './der.ts';
import { der } from './der-writer.ts';
import { GuomiError } from './guomi-error.ts';

const FORMS: Record<number, RegExp> = {
  [TAG.utcTime]: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
  [TAG.generalizedTime]: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
};

/** Epoch milliseconds of a UTCTime or GeneralizedTime. @throws GuomiError 'encoding-invalid' Source: RFC 5280 §4.1.2.5. */
export function readTime(element: DerElement | undefined): number {
  const text = element?.content.toString('latin1') ?? '';
  const digits = FORMS[element?.tag ?? 0]?.exec(text)?.slice(1).map(Number);
  if (digits === undefined) throw badTime(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits;
  const century = element?.tag === TAG.utcTime ? (year >= 50 ? 1900 : 2000) : 0;
  const instant = Date.UTC(century + year, month - 1, day, hour, minute, second);
  if (!digitsOf(instant).endsWith(text)) throw badTime(text);
  return instant;
}

/** UTCTime until 2049, GeneralizedTime from then on; whole seconds. Source: RFC 5280 §4.1.2.5. */
export function writeTime(instant: number): Buffer {
  const text = digitsOf(instant);
  if (!/^\d{14}Z$/.test(text) || text < '1950') throw badTime(String(instant));
  return text < '2050' ? der(TAG.utcTime, Buffer.from(text.slice(2))) : der(TAG.generalizedTime, Buffer.from(text));
}

function digitsOf(instant: number): string {
  if (!Number.isFinite(instant)) throw badTime(String(instant));
  return new Date(instant).toISOString().replace(/[-:T]|\.\d+/g, '');
}

function badTime(text: string): GuomiError {
  return new GuomiError('encoding-invalid', `时间“${text}”无效`, `the time "${text}" is not valid`);
}
