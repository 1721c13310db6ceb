import { Refusal, type RefusalDetail, refuse } from './refusal.ts';

const DUPLICATE = '23505';
const SERIALIZATION = new Set(['40001', '40P01', '55P03']);
/** The database went away or is coming up: whether the commit was made is not known, and the idempotency key tells. */
const DATABASE_AWAY = /^(57P0[1-3]|08\w{3}|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$|Connection terminated|connection timeout/;

/** A refusal as a value. */
export function asRefusal(code: Parameters<typeof refuse>[0], detail: RefusalDetail = {}): Refusal {
  try {
    return refuse(code, detail);
  } catch (error) {
    return error as Refusal;
  }
}

/** Turns whatever was thrown into a refusal with words; what is unknown is an internal error. */
export function translate(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const fault = error as { code?: string; statusCode?: number; constraint?: string };
  if (fault.code === DUPLICATE) return asRefusal('in-force-elsewhere', { rule: fault.constraint });
  if (fault.code === '23514')
    return asRefusal(fault.constraint?.endsWith('by_four_eyes') ? 'four-eyes' : 'input-invalid', { rule: fault.constraint });
  if (fault.code === '23503') return asRefusal('not-found', { rule: fault.constraint });
  if (fault.code === '42501') return asRefusal('role-not-allowed', { rule: 'row-security' });
  if (fault.code !== undefined && SERIALIZATION.has(fault.code)) return asRefusal('busy');
  if (DATABASE_AWAY.test(fault.code ?? '') || DATABASE_AWAY.test((error as Error).message ?? '')) return asRefusal('busy');
  if (fault.code === 'FST_ERR_MAX_PARAM_LENGTH') return asRefusal('address-too-long');
  // Text or a number that no column can hold (22P05, 22021, 22003, 22008): the schema of the route let it through.
  if (/^22(P05|021|003|008)$/.test(fault.code ?? '')) return asRefusal('input-invalid', { rule: fault.code });
  if (fault.statusCode === 413) return asRefusal('input-too-large');
  if (fault.statusCode === 415) return asRefusal('media-type-unknown');
  if (fault.statusCode !== undefined && fault.statusCode < 500) return asRefusal('input-invalid', { rule: fault.code });
  return asRefusal('internal-error');
}
