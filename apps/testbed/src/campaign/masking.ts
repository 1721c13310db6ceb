/** Masks personal data in what is logged. Test persons are made up, so theirs stays readable: everything else that names a person does not. */

import type { Finding } from '@anjie/national-interface';

/** Fields of the interface that name or reach a person. */
const PERSONAL = new Set(
  (
    'psn_no psn_name certno mdtrt_cert_no card_sn tel addr coner_name coner_tel coner_addr patn_name brdy medrcdno mdtrt_cert ecToken ecQrCode ' +
    'emp_name psn_insu_no acct_mulaid_certno bank_acct buyer_name prsc_dr_certno phar_certno'
  ).split(' '),
);

/** A copy with personal values that are none of the allowed ones cut to their first character. */
export function mask(value: unknown, allowed: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => mask(one, allowed));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const hide = PERSONAL.has(name) && tells(inner, allowed);
    Object.defineProperty(copy, name, {
      value: hide ? cut(inner) : mask(inner, allowed),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

/** What was found at personal fields, with the value cut likewise. */
export function maskFindings(findings: readonly Finding[], allowed: ReadonlySet<string>): readonly Finding[] {
  return findings.map((one) => {
    // Bounded: a path holds names that the message chose.
    const field = /([A-Za-z_]\w{0,63})(\[\d{1,9}\])?$/.exec(one.path)?.[1] ?? '';
    return PERSONAL.has(field) && tells(one.value, allowed) ? { ...one, value: cut(one.value) } : one;
  });
}

function tells(value: unknown, allowed: ReadonlySet<string>): boolean {
  return (typeof value === 'string' || typeof value === 'number') && value !== '' && !allowed.has(String(value));
}

function cut(value: unknown): string {
  return `${[...String(value)][0]}***`;
}
