/** Masks personal data in what is logged. Test persons are made up, so theirs stays readable: everything else that names a person does not. */

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
    const hide =
      PERSONAL.has(name) && (typeof inner === 'string' || typeof inner === 'number') && inner !== '' && !allowed.has(String(inner));
    Object.defineProperty(copy, name, {
      value: hide ? `${[...String(inner)][0]}***` : mask(inner, allowed),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}
